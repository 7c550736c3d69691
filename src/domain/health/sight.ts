/**
 * How far the management cluster can be seen. Only `live` lets anything be concluded from what is missing, and only without
 * `behind`, which names what is not watched at this moment, may anything be called ready. `asOf`: of which time the picture is where it
 * is not of now, in milliseconds since the epoch; absent where there is none.
 */
export type Sight =
  | { readonly state: 'absent' }
  | { readonly state: 'blind'; readonly because: string; readonly asOf?: number }
  | { readonly state: 'live'; readonly behind?: undefined; readonly asOf?: undefined }
  | { readonly state: 'live'; readonly behind: string; readonly asOf: number };

/** Whether an answer has RBAC's own words: somebody has to grant a right, and waiting does not change it. */
export const namesRight = (words: string): boolean => / cannot \S+ (?:resource|path) /.test(words);

/** Whether it cannot be seen because somebody has to grant a right. */
export const lacksRight = (sight: Sight): boolean => sight.state === 'blind' && namesRight(sight.because);
