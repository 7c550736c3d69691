import type { ObservedApplication } from '../../domain/gitops/application.ts';
import { decodeApplication } from '../decode/application.ts';
import { type Collection, collection } from './collection.ts';
import type { Notices } from './notices.ts';

/** All Argo CD Applications that are seen. */
export interface ApplicationIndex {
  open(): Collection<unknown>;
  all(): readonly ObservedApplication[];
}

export function applicationIndex(notices: Notices): ApplicationIndex {
  const collections = new Set<Collection<ObservedApplication>>();
  const notice = ({ namespace, name }: ObservedApplication): void => notices.application(namespace, name);
  return {
    open() {
      const opened = collection<ObservedApplication>({
        decode: decodeApplication,
        onPut: notice,
        onRemove: notice,
        flush: notices.flush,
      });
      collections.add(opened);
      return {
        ...opened,
        clear() {
          opened.clear();
          collections.delete(opened);
        },
      };
    },
    all: () => [...collections].flatMap((known) => [...known.values()]),
  };
}
