// The three sounds of the house, made by the page itself. A browser is mute until somebody clicks or types: `state` says so.
import type { Tone } from "./calls";

// Frequencies in Hz, one after the other, each `note_s` long. Told apart by rhythm as well as by height.
const tones: Record<Tone, { notes: number[]; note_s: number; loudness: number }> = {
  verify: { notes: [660, 880], note_s: 0.16, loudness: 0.22 },
  life: { notes: [880, 587, 880, 587], note_s: 0.22, loudness: 0.3 },
  technical: { notes: [330], note_s: 0.3, loudness: 0.12 },
};
const ramp_s = 0.02; // without it each note begins and ends with a crack

export class Bell {
  private context: AudioContext | null = null;

  muted(): boolean {
    return this.audio()?.state !== "running";
  }

  // By a click or a key of the person.
  unmute(): Promise<void> {
    return this.audio()?.resume() ?? Promise.resolve();
  }

  ring(tone: Tone): void {
    const context = this.audio();
    if (!context || context.state !== "running") return;
    const { notes, note_s, loudness } = tones[tone];
    notes.forEach((hertz, index) => {
      const begin = context.currentTime + index * note_s;
      const gain = context.createGain();
      gain.gain.setValueAtTime(0, begin);
      gain.gain.linearRampToValueAtTime(loudness, begin + ramp_s);
      gain.gain.setValueAtTime(loudness, begin + note_s - ramp_s);
      gain.gain.linearRampToValueAtTime(0, begin + note_s);
      const voice = context.createOscillator();
      voice.type = "triangle";
      voice.frequency.value = hertz;
      voice.connect(gain).connect(context.destination);
      voice.start(begin);
      voice.stop(begin + note_s);
    });
  }

  private audio(): AudioContext | null {
    if (!this.context && typeof AudioContext !== "undefined") this.context = new AudioContext();
    return this.context;
  }
}

export const bell = new Bell();
