/**
 * How far the management cluster can be seen. Only `live` lets anything be concluded from what is missing, and only without
 * `behind`, which names what is not watched at this moment, may anything be called ready.
 */
export type Sight =
  | { readonly state: 'absent' }
  | { readonly state: 'blind'; readonly because: string }
  | { readonly state: 'live'; readonly behind?: string };
