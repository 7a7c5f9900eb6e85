// Kubernetes quotes some values as its own Go types print them in JSON: by the names of Go, every field there is, in the
// order of the type. This knows the types that messages quote.
//
// A field is written as its Go name and what it holds: nothing for text, `#` a number, `?` a truth value, `*` a pointer,
// `[]` a list, `{}` a map; a name after that is the type of what is pointed to or listed, and `:Type` a part by value.

type Shape = (value: unknown) => unknown;

interface GoField {
  readonly goName: string;
  readonly jsonName: string;
  readonly shape: Shape;
}

const TYPES: Readonly<Record<string, string>> = {
  Affinity: "NodeAffinity* PodAffinity* PodAntiAffinity*",
  AttachmentSource: "PersistentVolumeName* InlineVolumeSpec*",
  Capabilities: "Add[] Drop[]",
  Container:
    "Name Image Command[] Args[] WorkingDir Ports[ContainerPort] EnvFrom[] Env[EnvVar] Resources:Resources ResizePolicy[ResizePolicy] RestartPolicy* RestartPolicyRules[] VolumeMounts[VolumeMount] VolumeDevices[] LivenessProbe*Probe ReadinessProbe*Probe StartupProbe*Probe Lifecycle* TerminationMessagePath TerminationMessagePolicy ImagePullPolicy SecurityContext*SecurityContext Stdin? StdinOnce? TTY?",
  ContainerPort: "Name HostPort# ContainerPort# Protocol HostIP",
  ConfigMapVolume: "Name Items[KeyToPath] DefaultMode* Optional*",
  CSIVolume:
    "Driver VolumeHandle ReadOnly? FSType VolumeAttributes{} ControllerPublishSecretRef* NodeStageSecretRef* NodePublishSecretRef* ControllerExpandSecretRef* NodeExpandSecretRef*",
  EmptyDir: "Medium SizeLimit*",
  EnvVar: "Name Value ValueFrom*",
  ExitCodes: "ContainerName* Operator Values[]",
  FailureRule: "Action OnExitCodes*ExitCodes OnPodConditions[FailureCondition]",
  FailureCondition: "Type Status",
  HostPath: "Path Type*",
  KeyToPath: "Key Path Mode*",
  LocalVolume: "Path FSType*",
  NFSVolume: "Server Path ReadOnly?",
  NodeSelector: "NodeSelectorTerms[NodeSelectorTerm]",
  NodeSelectorRequirement: "Key Operator Values[]",
  NodeSelectorTerm:
    "MatchExpressions[NodeSelectorRequirement] MatchFields[NodeSelectorRequirement]",
  NodeAddress: "Type Address",
  ParentReference: "Group Resource Namespace Name",
  PersistentVolumeClaimSpec:
    "AccessModes[] Selector* Resources:VolumeResources VolumeName StorageClassName* VolumeMode* DataSource*TypedReference DataSourceRef*TypedObjectReference VolumeAttributesClassName*",
  PodDisruptionBudgetSpec: "MinAvailable* Selector* MaxUnavailable* UnhealthyPodEvictionPolicy*",
  PodFailurePolicy: "Rules[FailureRule]",
  PodIP: "IP",
  PodSecurityContext:
    "HostNetwork? HostPID? HostIPC? ShareProcessNamespace* HostUsers* SELinuxOptions* WindowsOptions* RunAsUser* RunAsGroup* RunAsNonRoot* SupplementalGroups[] SupplementalGroupsPolicy* FSGroup* FSGroupChangePolicy* Sysctls[Sysctl] SeccompProfile*Profile AppArmorProfile*Profile SELinuxChangePolicy*",
  PodSpecFields:
    "Volumes[Volume] InitContainers[Container] Containers[Container] EphemeralContainers[EphemeralContainer] RestartPolicy TerminationGracePeriodSeconds* ActiveDeadlineSeconds* DNSPolicy NodeSelector{} ServiceAccountName AutomountServiceAccountToken* NodeName SecurityContext*PodSecurityContext ImagePullSecrets[ImagePullSecret] Hostname Subdomain SetHostnameAsFQDN* Affinity*Affinity SchedulerName Tolerations[Toleration] HostAliases[] PriorityClassName Priority* PreemptionPolicy* DNSConfig* ReadinessGates[] RuntimeClassName* Overhead{} EnableServiceLinks* TopologySpreadConstraints[] OS* SchedulingGates[SchedulingGate] ResourceClaims[] Resources*Resources HostnameOverride* SchedulingGroup*",
  Probe:
    "Exec* HTTPGet* TCPSocket* GRPC* InitialDelaySeconds# TimeoutSeconds# PeriodSeconds# SuccessThreshold# FailureThreshold# TerminationGracePeriodSeconds*",
  Profile: "Type LocalhostProfile*",
  ImagePullSecret: "Name",
  ResizePolicy: "ResourceName RestartPolicy",
  RoleRef: "APIGroup Kind Name",
  RollingUpdate: "MaxUnavailable# MaxSurge#",
  Resources: "Limits{} Requests{} Claims[]",
  SchedulingGate: "Name",
  SecretVolume: "SecretName Items[KeyToPath] DefaultMode* Optional*",
  ScopeRequirement: "ScopeName Operator Values[]",
  ScopeSelector: "MatchExpressions[ScopeRequirement]",
  SecurityContext:
    "Capabilities*Capabilities Privileged* SELinuxOptions* WindowsOptions* RunAsUser* RunAsGroup* RunAsNonRoot* ReadOnlyRootFilesystem* AllowPrivilegeEscalation* ProcMount* SeccompProfile*Profile AppArmorProfile*Profile",
  StatefulRollingUpdate: "Partition# MaxUnavailable*",
  StatefulUpdateStrategy: "Type RollingUpdate*StatefulRollingUpdate",
  SuccessPolicy: "Rules[SuccessRule]",
  SuccessRule: "SucceededIndexes* SucceededCount*",
  Sysctl: "Name Value",
  Taint: "Key Value Effect TimeAdded*",
  Toleration: "Key Operator Value Effect TolerationSeconds*",
  TypedObjectReference: "APIGroup* Kind Name Namespace*",
  TypedReference: "APIGroup* Kind Name",
  UpdateStrategy: "Type RollingUpdate*RollingUpdate",
  UncountedTerminatedPods: "Succeeded[] Failed[]",
  Volume:
    "Name HostPath*HostPath EmptyDir*EmptyDir GCEPersistentDisk* AWSElasticBlockStore* GitRepo* Secret*SecretVolume NFS*NFSVolume ISCSI* Glusterfs* PersistentVolumeClaim*ClaimVolume RBD* Quobyte* FlexVolume* Cinder* CephFS* Flocker* DownwardAPI* FC* AzureFile* ConfigMap*ConfigMapVolume VsphereVolume* AzureDisk* PhotonPersistentDisk* Projected* PortworxVolume* ScaleIO* StorageOS* CSI* Ephemeral* Image*",
  VolumeAttachmentSpec: "Attacher Source:AttachmentSource NodeName",
  ClaimVolume: "ClaimName ReadOnly?",
  VolumeNodeAffinity: "Required*NodeSelector",
  VolumeSource:
    "GCEPersistentDisk* AWSElasticBlockStore* HostPath*HostPath Glusterfs* NFS*NFSVolume RBD* Quobyte* ISCSI* FlexVolume* Cinder* CephFS* FC* Flocker* AzureFile* VsphereVolume* AzureDisk* PhotonPersistentDisk* PortworxVolume* ScaleIO* Local*LocalVolume StorageOS* CSI*CSIVolume",
  VolumeMount: "Name ReadOnly? RecursiveReadOnly* MountPath SubPath MountPropagation* SubPathExpr",
  VolumeResources: "Limits{} Requests{}",
};

/** What stands at the pod in the API, and at its security context in Go. */
const IN_SECURITY_CONTEXT = [
  "hostNetwork",
  "hostPID",
  "hostIPC",
  "shareProcessNamespace",
  "hostUsers",
] as const;

const DERIVED: Readonly<Record<string, Shape>> = {
  EphemeralContainer: (value) => ({
    ...(goForm("Container", value) as object),
    TargetContainerName: (value as { targetContainerName?: string }).targetContainerName ?? "",
  }),
  PodSpec: (value) => {
    const spec = value as Record<string, unknown>;
    const moved = Object.fromEntries(
      IN_SECURITY_CONTEXT.flatMap((name) => (name in spec ? [[name, spec[name]]] : [])),
    );
    const { securityContext } = spec;
    const context = { ...(securityContext as object | undefined), ...moved };
    return goForm("PodSpecFields", { ...spec, securityContext: context });
  },
  PodTemplate: (value) => {
    const { metadata = {}, spec = {} } = value as { metadata?: object; spec?: object };
    return { ...metadata, Spec: goForm("PodSpec", spec) };
  },
};

const compiled = new Map<string, Shape>();

/** `value` as the Go type of this name prints it. */
export function goForm(type: string, value: unknown): unknown {
  const derived = DERIVED[type];
  if (derived) return derived(value);
  let shape = compiled.get(type);
  if (!shape) compiled.set(type, (shape = compile(TYPES[type] ?? "")));
  return shape(value);
}

function compile(text: string): Shape {
  const goFields = text.split(" ").map(fieldOf);
  return (value) => {
    const object = (value ?? {}) as Record<string, unknown>;
    const result: Record<string, unknown> = {};
    for (const { goName, jsonName, shape } of goFields) result[goName] = shape(object[jsonName]);
    return result;
  };
}

function fieldOf(text: string): GoField {
  const [, goName = "", sign = "", inner = ""] = /^(\w+)(\W?)(\w*)/.exec(text) ?? [];
  // `DNSPolicy` is dnsPolicy, `TTY` tty.
  const jsonName = goName.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (start) => start.toLowerCase());
  return { goName, jsonName, shape: shapeOf(sign, inner) };
}

function shapeOf(sign: string, type: string): Shape {
  const form: Shape = type === "" ? (value) => value : (value) => goForm(type, value);
  switch (sign) {
    case "":
      return (value) => value ?? "";
    case "#":
      return (value) => value ?? 0;
    case "?":
      return (value) => value ?? false;
    case "[":
      return (value) => (Array.isArray(value) ? value.map((item: unknown) => form(item)) : null);
    case ":":
      return form;
    case "{":
      return (value) => (value === undefined ? null : sortedMap(value as object));
    default:
      return (value) => (value === undefined || value === null ? null : form(value));
  }
}

function sortedMap(map: object): unknown {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
