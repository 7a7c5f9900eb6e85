// Which children are a controller's: it adopts orphans its selector matches and lets go of its own that no longer match.

import type { KubeObject, LabelSelector, OwnerReference, Resource } from "../../kube/index.ts";
import { apiVersionOf } from "../../kube/index.ts";
import type { Write } from "../wire/write.ts";
import type { ChildView } from "./pod-view.ts";

export interface Claims<V> {
  /** The children to count once the writes are done. */
  readonly children: readonly V[];
  readonly writes: readonly Write[];
}

export interface ClaimOptions<V> {
  readonly owner: KubeObject;
  readonly ownerResource: Resource;
  readonly childResource: Resource;
  readonly selector: LabelSelector;
  readonly owned: readonly V[];
  readonly orphans: readonly V[];
}

/** An owner on its way out neither adopts nor lets go. */
export function claim<V extends ChildView>(options: ClaimOptions<V>): Claims<V> {
  const { owner, selector, owned, orphans, childResource } = options;
  const going = owner.metadata.deletionTimestamp !== undefined;
  const matching = owned.filter(({ labels }) => selector.matches(labels));
  if (going) return { children: matching, writes: [] };
  const release = owned.filter((child) => !child.deleting && !selector.matches(child.labels));
  const adopt = orphans.filter((child) => !child.deleting && selector.matches(child.labels));
  const reference = ownerReference(owner, options.ownerResource);
  return {
    // Adopted ones count at once: else as many would be made in their place.
    children: [...matching, ...adopt],
    writes: [
      ...adopt.map((child) => patchOwners(childResource, child, reference)),
      ...release.map((child) =>
        patchOwners(childResource, child, { $patch: "delete", uid: owner.metadata.uid }),
      ),
    ],
  };
}

/** The reference that makes an object a controller's child. */
export function ownerReference(owner: KubeObject, resource: Resource): OwnerReference {
  return {
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? "",
    controller: true,
    blockOwnerDeletion: true,
  };
}

function patchOwners(resource: Resource, child: ChildView, reference: object): Write {
  return {
    kind: "patch",
    resource,
    ref: child,
    type: "strategic",
    // The uid is a precondition: another object under this name is left alone.
    patch: { metadata: { uid: child.uid, ownerReferences: [reference] } },
  };
}
