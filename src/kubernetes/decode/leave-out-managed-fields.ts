const opening = Buffer.from('"managedFields":[');
const [quote, backslash, open, close] = [34, 92, 91, 93];

/** The place after the `]` that ends the array whose first content is at `from`; -1 when it does not end. */
function endOfArray(bytes: Buffer, from: number): number {
  let depth = 1;
  let index = from;
  const { length } = bytes;
  while (index < length) {
    const byte = bytes[index++];
    if (byte === quote) {
      for (;;) {
        const inside = bytes[index++];
        if (inside === quote) break;
        if (inside === backslash) index++;
        else if (inside === undefined) return -1;
      }
    } else if (byte === open) depth++;
    else if (byte === close && --depth === 0) return index;
  }
  return -1;
}

/**
 * The text of compact JSON from an API server with every `managedFields` emptied. They are half of most objects, nothing
 * here reads them, and passing over them takes a quarter of the time of parsing them. The name cannot be met inside a
 * string: there its quotes would be escaped. Whatever is not in this form stays as it is.
 */
export function leaveOutManagedFields(bytes: Buffer): string {
  let text = '';
  let kept = 0;
  for (let start = bytes.indexOf(opening); start >= 0; start = bytes.indexOf(opening, kept)) {
    const from = start + opening.length;
    const end = endOfArray(bytes, from);
    if (end < 0) break;
    text += bytes.toString('utf8', kept, from);
    kept = end - 1;
  }
  return text + bytes.toString('utf8', kept);
}
