import { alertsOn, rememberAlerts } from "./memory";
import type { Entry } from "./protocol";

const LOW_HZ = 523;
const HIGH_HZ = 784;
const LOUDNESS = 0.08;
const SECONDS = 0.16;
const AGAIN_MS = 1_500;

export interface AlertWords {
  waiting: string;
  message: string;
}

/**
 * A short sound, and a notification of the system when the desk is out of sight. Off until the agent turns it
 * on, since browsers ask for permission. A notification says that there is something, never what customers wrote.
 */
export class Alerts {
  words: AlertWords = { waiting: "", message: "" };
  private audio: AudioContext | null = null;
  private last = 0;

  get on(): boolean {
    return alertsOn();
  }

  /** Turned on by a click, which is what lets the browser play sound and ask for permission. */
  async turn(on: boolean): Promise<void> {
    rememberAlerts(on);
    if (!on) return;
    this.sound(LOW_HZ);
    if (canNotify() && Notification.permission === "default") await Notification.requestPermission();
  }

  waiting(entry: Entry): void {
    this.alert(HIGH_HZ, this.words.waiting, entry.handoff_id);
  }

  message(id: string): void {
    if (document.hidden || !document.hasFocus()) this.alert(LOW_HZ, this.words.message, id);
  }

  private alert(pitch: number, words: string, tag: string): void {
    if (!this.on || Date.now() - this.last < AGAIN_MS) return;
    this.last = Date.now();
    this.sound(pitch);
    if (!document.hidden || !canNotify() || Notification.permission !== "granted") return;
    const shown = new Notification(words, { tag });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  }

  private sound(pitch: number): void {
    if (typeof AudioContext === "undefined") return;
    this.audio ??= new AudioContext();
    const { audio } = this;
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(LOUDNESS, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + SECONDS);
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + SECONDS);
  }
}

function canNotify(): boolean {
  return typeof Notification !== "undefined";
}
