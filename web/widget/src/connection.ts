import { io, type Socket } from "socket.io-client";

import {
  readAck,
  readBotUttered,
  readOffered,
  readSessionInfo,
  readSettled,
  readStatus,
  readUserEcho,
  type Ack,
  type Offered,
  type SessionRequest,
  type Settled,
  type UserUttered,
} from "./protocol";
import type { ChatEvent } from "./state";

const ACK_MS = 5_000;
const CONFIRM_MS = 10_000;
const LONGEST_PAUSE_MS = 10_000;
const ENDED_BY_SERVER_PAUSE_MS = 3_000;

/**
 * The socket to the website channel. It keeps trying until it is closed, and asks for the session
 * each time it gets through; only then is it ready for messages.
 */
export class Connection {
  private readonly socket: Socket;
  private confirmTimer: ReturnType<typeof setTimeout> | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    server: string,
    private readonly request: () => SessionRequest,
    private readonly tell: (event: ChatEvent) => void,
  ) {
    this.socket = io(new URL(server).origin, {
      path: socketPath(server),
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      autoConnect: false,
      forceNew: true,
      reconnectionDelayMax: LONGEST_PAUSE_MS,
    });
    this.listen();
  }

  open(): void {
    if (this.socket.active) return;
    this.tell({ type: "connecting" });
    this.socket.connect();
  }

  /** Whether a session can be asked for now; if not, it is once there is a connection. */
  get ready(): boolean {
    return this.socket.connected;
  }

  close(): void {
    clearTimeout(this.confirmTimer);
    clearTimeout(this.retryTimer);
    this.socket.disconnect();
  }

  /** Does not wait for the next try, for when the browser says that the network is back. */
  hurry(): void {
    if (!this.socket.connected && this.socket.active) this.socket.disconnect().connect();
  }

  /** Asks for the session again, for when the server no longer knows it. */
  requestSession(): void {
    clearTimeout(this.confirmTimer);
    this.confirmTimer = setTimeout(() => this.socket.io.engine.close(), CONFIRM_MS);
    this.socket.emit("session_request", this.request());
  }

  /** Null when no answer came in time or none that can be read: the message may or may not be stored. */
  async say(message: UserUttered): Promise<Ack | null> {
    try {
      return readAck(await this.socket.timeout(ACK_MS).emitWithAck("user_uttered", message));
    } catch {
      return null;
    }
  }

  settle(event: "call_back" | "rate", data: Record<string, unknown>): Promise<Settled | null> {
    return this.ask(event, data, readSettled);
  }

  /** Asks for a way to WhatsApp. */
  move(): Promise<Offered | null> {
    return this.ask("move", {}, readOffered);
  }

  /** For an agent to see how far the customer has read. */
  read(seq: number): void {
    if (this.socket.connected) this.socket.emit("user_read", { seq });
  }

  typing(): void {
    if (this.socket.connected) this.socket.emit("user_typing", {});
  }

  /** Something that is done at once or not at all; a connection that is gone does not do it later. */
  private async ask<T>(event: string, data: Record<string, unknown>, read: (value: unknown) => T): Promise<T | null> {
    if (!this.socket.connected) return null;
    try {
      return read(await this.socket.timeout(ACK_MS).emitWithAck(event, data));
    } catch {
      return null;
    }
  }

  private listen(): void {
    this.socket.on("connect", () => {
      this.requestSession();
    });
    this.socket.on("disconnect", (reason) => {
      if (reason !== "io client disconnect") this.lost();
    });
    this.socket.on("connect_error", () => {
      this.lost();
    });
    this.socket.on("session_confirm", (sessionId: unknown, info: unknown) => {
      clearTimeout(this.confirmTimer);
      this.pass(readSessionInfo(sessionId, info), (session) => ({ type: "confirmed", info: session }));
    });
    this.socket.on("bot_uttered", (value: unknown) => {
      this.pass(readBotUttered(value), (message) => ({ type: "heard", message }));
    });
    this.socket.on("user_echo", (value: unknown) => {
      this.pass(readUserEcho(value), (echo) => ({ type: "echoed", echo }));
    });
    this.socket.on("status", (value: unknown) => {
      this.pass(readStatus(value), (status) => ({ type: "status", status }));
    });
  }

  private pass<T>(value: T | null, event: (value: T) => ChatEvent): void {
    if (value !== null) this.tell(event(value));
  }

  /** socket.io does not come back by itself when the server ended or refused the connection. */
  private lost(): void {
    clearTimeout(this.confirmTimer);
    this.tell({ type: "disconnected" });
    if (this.socket.active) return;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.socket.connect(), ENDED_BY_SERVER_PAUSE_MS);
  }
}

/** A server below a path ("https://host/chat") has its sockets below that path too. */
function socketPath(server: string): string {
  return `${new URL(server).pathname.replace(/\/$/, "")}/socket.io`;
}
