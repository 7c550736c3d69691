const texts = new WeakMap<object, string>();

/** The JSON of a stored object, made once however many clients ask for it. */
export const jsonOf = (object: object): string => {
  let text = texts.get(object);
  if (text === undefined) {
    text = JSON.stringify(object);
    texts.set(object, text);
  }
  return text;
};
