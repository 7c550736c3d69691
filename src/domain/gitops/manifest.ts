export type Manifest = Readonly<Record<string, unknown>>;
