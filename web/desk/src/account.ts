/** Signing in and out: the few requests that are not made over the socket. */

const API = "/desk/api/";

/** Why nobody was signed in: a key of `sign_in` in the copy; `minutes` until the lock-out ends. */
export interface SignInRefused {
  error: string;
  minutes: number;
}

/** Whether this browser has a session; null when the server could not be asked. */
export async function hasSession(): Promise<boolean | null> {
  try {
    const response = await fetch(`${API}me`);
    if (!response.ok) return null;
    const { agent } = (await response.json()) as { agent: unknown };
    return agent !== null;
  } catch {
    return null;
  }
}

/** Null when the agent is signed in. */
export async function signIn(username: string, password: string): Promise<SignInRefused | null> {
  try {
    const response = await post("sign-in", { username, password });
    if (response.ok) return null;
    const { error = "unavailable", minutes = 0 } = (await response.json()) as Partial<SignInRefused>;
    return { error, minutes };
  } catch {
    return { error: "unavailable", minutes: 0 };
  }
}

/** Whether the session is over. */
export async function signOut(everywhere: boolean): Promise<boolean> {
  try {
    return (await post("sign-out", { everywhere })).ok;
  } catch {
    return false;
  }
}

function post(path: string, body: object): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return fetch(`${API}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}
