import { readSettled, type Settled } from "./protocol";

export interface PhotoForm {
  session_id: string;
  id: string;
  language: string;
  photo: File;
}

/** What the server says to a photo; null when nothing came back that can be read. */
export async function sendPhoto(server: string, form: PhotoForm): Promise<Settled | null> {
  const body = new FormData();
  for (const [name, value] of Object.entries(form)) body.append(name, value as string | File);
  try {
    const response = await fetch(`${server.replace(/\/$/, "")}/website/photos`, { method: "POST", body });
    return readSettled(await response.json());
  } catch {
    return null;
  }
}
