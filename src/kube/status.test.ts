import { describe, expect, test } from "bun:test";
import golden from "../../test/golden/kube/status.json";
import { resources } from "./resource.ts";
import * as status from "./status.ts";

const { pods, deployments } = resources;
const path = "spec.replicas";

/** Each constructor, called as scripts/golden/kube/name.go calls the original. */
const made: Readonly<Record<string, status.Status>> = {
  notFound: status.notFound(pods, "x"),
  notFoundGroup: status.notFound(deployments, "x"),
  pathNotFound: status.pathNotFound(),
  alreadyExists: status.alreadyExists(deployments, "x"),
  generateNameConflict: status.generateNameConflict(pods, "x"),
  conflict: status.conflict(pods, "x"),
  invalid: status.invalid(deployments, "x", [
    {
      reason: "FieldValueInvalid",
      message: "Invalid value: -1: must be greater than or equal to 0",
      field: path,
    },
    { reason: "FieldValueRequired", message: "Required value", field: path },
  ]),
  invalidOne: status.invalid(pods, "x", [
    { reason: "FieldValueRequired", message: "Required value: must be set", field: path },
  ]),
  badRequest: status.badRequest("no good"),
  expired: status.resourceVersionTooOld(5, 10),
  forbidden: status.forbidden(pods, "x", "not you"),
  forbiddenList: status.forbidden(deployments, "", "not you"),
  methodNotAllowed: status.methodNotAllowed(),
  tooManyRequests: status.tooManyRequests("slow down", 2),
  timeout: status.timeout("too slow", 3),
  entityTooLarge: status.requestEntityTooLarge("limit is 3"),
  unavailable: status.serviceUnavailable("starting"),
  internal: status.internalError("oops"),
  // The original gives no cause; here it says what it was, which kubectl prints.
  unprocessable: status.unprocessable(),
};

describe("as Kubernetes' own errors", () => {
  for (const { name, status: expected } of golden)
    test(name, () => {
      const own = made[name] as status.Status;
      expect(own as unknown).toEqual({ kind: "Status", apiVersion: "v1", ...expected });
    });

  test("every case has a constructor here, and the other way round", () => {
    expect(Object.keys(made).sort()).toEqual(golden.map(({ name }) => name).sort());
  });
});

test("a watch from the future is told to wait", () => {
  const { code, reason, message, details } = status.resourceVersionTooLarge(9, 5);
  expect({ code, reason, message }).toEqual({
    code: 504,
    reason: "Timeout",
    message: "Timeout: Too large resource version: 9, current: 5",
  });
  expect(details?.causes?.[0]?.reason).toBe("ResourceVersionTooLarge");
});
