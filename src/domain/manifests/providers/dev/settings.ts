/** `providers.dev` of the configuration. */
export interface DevSettings {
  readonly backend: 'in-memory' | 'docker';
}

export const devDefaults: DevSettings = { backend: 'in-memory' };
