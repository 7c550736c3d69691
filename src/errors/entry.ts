/** What a code means to whoever meets it. `retry`: whether doing the same again may help without anybody acting. */
export interface CatalogueEntry {
  readonly cause: string;
  readonly cure: string;
  readonly retry: boolean;
}

export const entry = (cause: string, cure: string, retry = false): CatalogueEntry => ({ cause, cure, retry });
