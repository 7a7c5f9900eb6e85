// What nodes and pods use, as `kubectl get nodes.metrics.k8s.io` prints it.

import {
  addQuantity,
  formatQuantity,
  type KubeObject,
  parseQuantity,
  type Quantity,
} from "../../kube/index.ts";
import { listAt, textAt } from "./cells.ts";
import { name, text, type Column } from "./column.ts";

const amount = (resource: string): Column =>
  text(resource, (object: KubeObject) => {
    const ofContainers = listAt(object, "containers").map((container) =>
      textAt(container, `usage.${resource}`),
    );
    const amounts = [textAt(object, `usage.${resource}`), ...ofContainers].filter(Boolean);
    const total = amounts
      .map((each) => parseQuantity(each))
      .reduce((sum: Quantity, each) => addQuantity(sum, each));
    return formatQuantity(total);
  });

const columns: readonly Column[] = [
  name,
  amount("cpu"),
  amount("memory"),
  text("Window", "window"),
];

export const usage: Readonly<Record<string, readonly Column[]>> = {
  "metrics.k8s.io/nodes": columns,
  "metrics.k8s.io/pods": columns,
};
