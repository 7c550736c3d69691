/** Invisible format characters (bidirectional overrides, zero-width, tags, soft hyphen): they can make text lie. */
const format = /\p{Cf}/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the point
const controlButBreaks = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;
const breaks = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;
const loneSurrogate = /\p{Surrogate}/gu;

/** Removes control and invisible characters; line ends become `\n`, tabs stay. */
export function visibleText(text: string): string {
  return text.replace(breaks, '\n').replace(controlButBreaks, '').replace(format, '').replace(loneSurrogate, '\ufffd');
}

/** The same on one line: every run of white space is one space, none at the ends. */
export function visibleLine(text: string): string {
  return visibleText(text).replace(/\s+/g, ' ').trim();
}

/** Bytes of the text in UTF-8. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(at + 1))) {
      length += 4;
      at += 1;
    } else length += 3;
  }
  return length;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** The longest start of the text of at most `units` UTF-16 units that does not cut a surrogate pair. */
export function headOf(text: string, units: number): string {
  if (text.length <= units) return text;
  const end = units > 0 && isHighSurrogate(text.charCodeAt(units - 1)) ? units - 1 : units;
  return text.slice(0, Math.max(0, end));
}
