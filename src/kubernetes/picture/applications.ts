import type { ObservedApplication } from '../../domain/gitops/application.ts';
import { decodeApplication } from '../decode/application.ts';
import { at, text } from '../decode/json.ts';
import { type Collection, collection, type Held } from './collection.ts';
import type { Notices } from './notices.ts';

interface Entry extends Held {
  readonly application: ObservedApplication;
}

/** All Argo CD Applications that are seen. */
export interface ApplicationIndex {
  open(): Collection<unknown>;
  all(): readonly ObservedApplication[];
}

function decode(raw: unknown): Entry | undefined {
  const application = decodeApplication(raw);
  if (application === undefined) return undefined;
  const { namespace, name, uid } = application;
  return { namespace, name, uid, resourceVersion: text(at(raw, 'metadata', 'resourceVersion')) ?? '', application };
}

export function applicationIndex(notices: Notices): ApplicationIndex {
  const collections = new Set<Collection<Entry>>();
  const notice = ({ namespace, name }: Entry): void => notices.application(namespace, name);
  return {
    open() {
      const opened = collection<Entry>({ decode, onPut: notice, onRemove: notice, flush: notices.flush });
      collections.add(opened);
      return {
        ...opened,
        clear() {
          opened.clear();
          collections.delete(opened);
        },
      };
    },
    all: () => [...collections].flatMap((known) => [...known.values()].map(({ application }) => application)),
  };
}
