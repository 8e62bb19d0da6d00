/**
 * Security: signs that nobody sees can make words read as others than they are. Overrides and isolates of the
 * direction, signs without width, and tags have no place in what the user is asked to judge.
 */
const HIDDEN = /[\u200b\u2060-\u2064\u202a-\u202e\u2066-\u206f\ufeff\u00ad\u180e\u{e0000}-\u{e007f}]/gu;

/** Joiners and marks of direction are part of many scripts and of emoji, but never of plain Latin words. */
const JOINING = /(?<=\p{ASCII}|^)[\u200c-\u200f\u061c]|[\u200c-\u200f\u061c](?=\p{ASCII}|$)/gu;

/** The text with every hidden sign written out as its number, as in `⟨U+202E⟩`. */
export function reveal(text: string): string {
  return text.replace(HIDDEN, written).replace(JOINING, written);
}

function written(sign: string): string {
  const number = sign.codePointAt(0) ?? 0;
  return `⟨U+${number.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
