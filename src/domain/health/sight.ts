/** How far the management cluster can be seen. Only `live` lets anything be concluded from what is missing. */
export type Sight =
  | { readonly state: 'absent' }
  | { readonly state: 'blind'; readonly because: string }
  | { readonly state: 'live' };
