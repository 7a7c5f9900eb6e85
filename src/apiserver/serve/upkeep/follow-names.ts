// Following the objects of a resource, as a watcher does: what happened to one is of no interest,
// only that it is to be looked at again.

import type { ServedResource } from "../../registry/registry.ts";
import { textOf } from "../../store/chunk.ts";
import type { Rendering, Watcher } from "../../store/watch-group.ts";
import { collectionOf, type Api } from "../http/call.ts";

/** To the hub this is a watcher like any other; a frame is the name of an object, behind its namespace if it has one. */
const NAMES: Rendering = {
  key: "names",
  frame: (_type, { namespace, name }) =>
    namespace === "" ? `${name}\n` : `${namespace}/${name}\n`,
  bookmark: () => "",
};

export interface Follower {
  /** The object of this name has come, changed or gone, once or several times. */
  readonly changed: (name: string) => void;
  /** Changes were taken back: what there is now may be anything. */
  readonly lost: () => void;
}

/** Follows from now on; the returned function ends it. */
export function followNames(api: Api, resource: ServedResource, follower: Follower): () => void {
  const { hub } = collectionOf(api, resource);
  const watcher: Watcher = {
    group: undefined,
    wantsBookmarks: false,
    sink: {
      write(names) {
        for (const name of new Set(textOf(names).split("\n")))
          if (name !== "") follower.changed(name);
      },
      close: () => api.defer(follower.lost),
    },
  };
  hub.join(watcher, { namespace: "", key: "" }, NAMES);
  return () => hub.leave(watcher);
}
