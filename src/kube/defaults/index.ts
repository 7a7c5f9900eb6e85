// What Kubernetes adds to objects that leave things unsaid.

export { applyDefaults } from "./apply.ts";
export { defaultPullPolicy } from "./image-tag.ts";
