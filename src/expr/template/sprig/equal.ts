// reflect.DeepEqual: the same type, and the same all the way down.

import { GoFloat, GoInt, GoOpaque, type GoValue, isGoMap, isList, typeName } from "../go-value.ts";

export function deepEquals(left: GoValue, right: GoValue): boolean {
  if (typeName(left) !== typeName(right)) return false;
  if (left instanceof GoInt && right instanceof GoInt) return left.value === right.value;
  if (left instanceof GoFloat && right instanceof GoFloat) return left.value === right.value;
  if (left instanceof GoOpaque && right instanceof GoOpaque)
    return left.toText() === right.toText();
  if (isList(left) && isList(right)) {
    return (
      left.length === right.length &&
      left.every((element, index) => deepEquals(element, right[index]))
    );
  }
  if (isGoMap(left) && isGoMap(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && deepEquals(left[key], right[key]))
    );
  }
  return left === right || (left ?? null) === (right ?? null);
}
