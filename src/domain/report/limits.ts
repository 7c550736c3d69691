/** Names in a title are cut, so that what follows them is still seen in GitHub's list of checks. */
export const longestTitle = 200;

/** Bytes of a body that a caller may still put behind it: signed markers, links between replies. */
export const markerReserve = 24_000;
