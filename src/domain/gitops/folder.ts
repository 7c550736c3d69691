/** The folders of a path, without `.` and slashes at the ends. */
export const segmentsOf = (path: string): readonly string[] =>
  path.split('/').filter((segment) => segment !== '' && segment !== '.');

/** How many folders deep a path stands when it is the folder or above it; `undefined` when it is neither. */
export function depthAbove(path: string, folder: string): number | undefined {
  const segments = segmentsOf(path);
  const wanted = segmentsOf(folder);
  return segments.every((segment, index) => segment === wanted[index]) ? segments.length : undefined;
}

export const sameFolder = (a: string, b: string): boolean => segmentsOf(a).join('/') === segmentsOf(b).join('/');
