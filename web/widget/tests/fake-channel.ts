import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { Server, type Socket } from "socket.io";

interface Stored {
  seq: number;
  id?: string;
  text: string;
  author: string;
}

type Answer = (ack: Record<string, unknown>) => void;

/** A website channel in memory that keeps its side of the protocol, and breaks in the ways that tests ask for. */
export class FakeChannel {
  readonly log: Stored[] = [];
  readonly received: string[] = [];
  readonly requests: Record<string, unknown>[] = [];
  /** What the server says to the next photos instead of keeping them. */
  readonly photoRefusals: Record<string, unknown>[] = [];
  /** Answers for the next messages instead of storing them; "silent" stores but never answers. */
  readonly mishaps: (Record<string, unknown> | "silent" | "hang up")[] = [];
  sessionId = "session-1";
  /** Answers to who wants to go on in WhatsApp. */
  readonly offers: Record<string, unknown>[] = [];
  movedTo: string | null = null;
  url = "";
  private http: HttpServer = createServer();
  private io = new Server();

  async start(port = 0): Promise<void> {
    this.http = createServer((request, response) => { this.takePhoto(request, response); });
    this.io = new Server(this.http, { cors: { origin: "*" } });
    this.io.on("connection", (socket) => { this.serve(socket); });
    await new Promise<void>((done) => this.http.listen(port, "127.0.0.1", done));
    this.url = `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await this.io.close();
  }

  async restart(whileDown: () => Promise<void> | void): Promise<void> {
    const port = Number(new URL(this.url).port);
    await this.stop();
    await whileDown();
    await this.start(port);
  }

  /** The assistant speaks to every tab. */
  say(text: string): void {
    this.io.emit("bot_uttered", this.store({ text, author: "assistant" }));
  }

  private takePhoto(request: IncomingMessage, response: ServerResponse): void {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const form = Buffer.concat(parts).toString("latin1");
      const id = /name="id"\r\n\r\n([^\r]+)/.exec(form)?.[1] ?? "";
      const own = form.includes(`name="session_id"\r\n\r\n${this.sessionId}\r`);
      const refusal = own ? this.photoRefusals.shift() : { ok: false, text: "no session" };
      response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Type": "application/json" });
      response.end(JSON.stringify(refusal ?? { ok: true, id }));
      if (!refusal) this.io.emit("user_echo", this.store({ id, text: "[foto]", author: "customer" }));
    });
  }

  private serve(socket: Socket): void {
    socket.on("session_request", (request: Record<string, unknown>) => {
      this.requests.push(request);
      this.confirm(socket);
      if (this.movedTo !== null) return;
      for (const message of this.log) if (message.seq > Number(request.last_seq)) show(socket, message);
      socket.emit("status", { owner: "assistant", typing: false, handoff: null });
    });
    socket.on("move", (_: unknown, answer: Answer) => { answer(this.offers.shift() ?? { ok: false }); });
    socket.on("user_uttered", (message: { id: string; message: string; title?: string }, answer: Answer) => {
      this.take(socket, message, answer);
    });
  }

  /** The conversation goes on in another channel, and every tab is told so. */
  moveTo(channel: string): void {
    this.movedTo = channel;
    this.confirm(this.io);
  }

  private confirm(to: Socket | Server): void {
    const info = { max_length: 100, max_photo_bytes: 1024, new: false, moves_to: ["whatsapp"], moved_to: this.movedTo };
    to.emit("session_confirm", this.sessionId, info);
  }

  private take(socket: Socket, { id, message, title }: { id: string; message: string; title?: string }, answer: Answer): void {
    this.received.push(message);
    const mishap = this.mishaps.shift();
    if (typeof mishap === "object") {
      answer(mishap);
      return;
    }
    const known = this.log.find((m) => m.id === id);
    const { seq } = known ?? this.store({ id, text: title ?? message, author: "customer" });
    if (mishap === "hang up") socket.disconnect(true);
    else if (mishap !== "silent") answer({ ok: true, id, seq });
  }

  private store(message: Omit<Stored, "seq">): Stored {
    const stored = { seq: this.log.length + 1, at: new Date().toISOString(), ...message };
    this.log.push(stored);
    return stored;
  }
}

function show(socket: Socket, message: Stored): void {
  socket.emit(message.author === "customer" ? "user_echo" : "bot_uttered", message);
}
