/** The kinds of sound that the protocol names; a browser records at least one of them. */
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export interface Recording {
  /** Ends the recording and gives its sound. */
  finish: () => Promise<Blob>;
  /** Ends the recording and forgets it. */
  cancel: () => void;
}

/** Records from the microphone. Throws where there is none or the user does not allow it. */
export async function startRecording(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const type = TYPES.find((candidate) => MediaRecorder.isTypeSupported(candidate));
  const recorder = new MediaRecorder(stream, type === undefined ? {} : { mimeType: type });
  const pieces: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
  const release = () => stream.getTracks().forEach((track) => track.stop());
  const stopped = new Promise((resolve) => {
    recorder.addEventListener("stop", resolve, { once: true });
  });
  recorder.start();
  return {
    finish: async () => {
      recorder.stop();
      await stopped;
      release();
      return new Blob(pieces, { type: recorder.mimeType });
    },
    cancel: release,
  };
}

export async function toBase64(sound: Blob): Promise<string> {
  const bytes = new Uint8Array(await sound.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
