import { URL, fileURLToPath } from "node:url";

import js from "@eslint/js";
import lit from "eslint-plugin-lit";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/**", "node_modules/**", "*/node_modules/**"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    plugins: { lit },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: fileURLToPath(new URL(".", import.meta.url)) },
    },
    rules: {
      ...lit.configs["flat/recommended"].rules,
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            { name: "lit/directives/unsafe-html.js", message: "Text from outside is never parsed as HTML." },
            { name: "lit/directives/unsafe-svg.js", message: "Text from outside is never parsed as SVG." },
          ],
        },
      ],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Text from outside is never parsed as HTML." },
        { property: "outerHTML", message: "Text from outside is never parsed as HTML." },
      ],
      eqeqeq: "error",
    },
  },
);
