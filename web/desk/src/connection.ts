import { io, type Socket } from "socket.io-client";

import type { Answer, ClientEvents, ServerEvents } from "./protocol";

const SOCKET_PATH = "/desk/socket.io";
const ANSWER_MS = 8_000;
const LONGEST_PAUSE_MS = 5_000;
const RETRY_MS = 3_000;
const SIGNED_OUT = "signed_out";

type Request<E extends keyof ClientEvents> = Parameters<ClientEvents[E]>[0];
type Reply<E extends keyof ClientEvents> = Parameters<Parameters<ClientEvents[E]>[1]>[0];

export interface Listeners extends ServerEvents {
  connected: () => void;
  disconnected: () => void;
}

/** The socket to the desk's server. It keeps trying until it is closed or the agent is signed out. */
export class Connection {
  private readonly socket: Socket;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly listeners: Listeners) {
    this.socket = io({
      path: SOCKET_PATH,
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      autoConnect: false,
      forceNew: true,
      reconnectionDelayMax: LONGEST_PAUSE_MS,
    });
    this.listen();
  }

  open(): void {
    this.socket.connect();
  }

  close(): void {
    clearTimeout(this.retry);
    this.socket.disconnect();
  }

  /** The server's answer; `no_answer` when none came in time, so that the request may or may not be done. */
  async ask<E extends keyof ClientEvents>(event: E, data: Request<E>): Promise<Reply<E>> {
    const none: Answer<never> = { ok: false, error: "no_answer" };
    if (!this.socket.connected) return none;
    try {
      return (await this.socket.timeout(ANSWER_MS).emitWithAck(event, data)) as Reply<E>;
    } catch {
      return none;
    }
  }

  private listen(): void {
    const { listeners, socket } = this;
    socket.on("connect", listeners.connected);
    socket.on("disconnect", (reason) => {
      if (reason !== "io client disconnect") this.lost();
    });
    socket.on("connect_error", (error) => {
      if (error.message === SIGNED_OUT) listeners.signed_out();
      else this.lost();
    });
    socket.on("queue", listeners.queue);
    socket.on("messages", listeners.messages);
    socket.on("status", listeners.status);
    socket.on("typing", listeners.typing);
    socket.on("marks", listeners.marks);
    socket.on("note", listeners.note);
    socket.on("media", listeners.media);
    socket.on("reach", listeners.reach);
    socket.on(SIGNED_OUT, listeners.signed_out);
  }

  /** socket.io does not come back by itself when the server ended or refused the connection. */
  private lost(): void {
    this.listeners.disconnected();
    if (this.socket.active) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.socket.connect(), RETRY_MS);
  }
}
