const WAIT_FOR_SNAPSHOT = "Wait until the snapshot being taken of this disk is complete, then run again.";
const WAIT_FOR_OPERATION =
  "Another operation on this resource is under way; wait until it has ended, then run again.";
const WAIT_FOR_RESET =
  "The disk is still being rolled back; wait until it is In_use or Available again, then run again.";
const RUN_AGAIN =
  "The service had a fault of its own; run again, and give the RequestId to the cloud's support if it stays.";

const CHECK_DISK = "Check the disk's id and its region.";
const CHECK_SNAPSHOT =
  "Check the snapshot's id and its region; it may have been deleted or its retention may have ended.";
const CHECK_INSTANCE = "Check the instance's id and its region.";
const CHECK_REGION =
  'Check the region (alicloud:region, or the resource\'s regionId), such as "cn-hangzhou".';

const DISK_STATE =
  "Bring the disk to In_use or Available, and see that its payment is not overdue; then run again.";
const STOP_HOST =
  'Wait if the host is just starting or stopping; for a rollback stop it first, or set whenRunning: "stop".';
const HOST_STATE = ofRollbacks(
  STOP_HOST,
  "Wait until the host has come to rest if it is just starting or stopping, then run again.",
);
const ATTACH_ONCE =
  "Attach the disk to an instance and use it once; the cloud takes no snapshot of a disk that never was.";

const NO_SNAPSHOT_FOR_DISK =
  "This kind of disk has no snapshots and no rollback; copy its data by other means.";
const NO_SUCH_ACTION =
  "This region's endpoint does not offer the call; check the region and alicloud:endpoints.";
const NO_MULTI_ATTACH =
  "Leave disks that can be attached to several instances out; the cloud cannot do this with them.";
const OLD_PARAMETER =
  "Leave this outdated snapshot option out; today's snapshots are available at once without it.";
const SPLIT_GROUP = "Take fewer or smaller disks into one group: up to 16 disks and 32 TiB, all in one zone.";

const KMS_GRANT =
  "Let ECS use the key: add the tag acs:ecs=true to it in KMS and create the role AliyunECSDiskEncryptDefaultRole.";
const KMS_ENABLE = "Enable the disk's encryption key in KMS, then run again.";
const KMS_FIND =
  "The disk's encryption key is gone from KMS in this region; restore it if its deletion is still pending.";

const PAY = "Settle the account's balance or renew the resource in the cloud's console, then run again.";
const OPEN_SNAPSHOTS = "Activate the snapshot service for this account in the ECS console, then run again.";
const SECURITY_LOCK =
  "The cloud has locked the instance for security reasons; resolve that in the Security Center first.";

const DELETE_SNAPSHOTS =
  "Delete snapshots that are no longer needed or raise the quota in the Quota Center, then run again.";
const FEWER_TAGS = "Use fewer tags: at most 20 on a resource.";

const CHECK_PARAMETER = "Correct the value that the message names.";
const CHECK_NAME =
  'Choose a snapshot name that follows the service\'s rules and does not begin with "auto" or "http".';
const CHECK_DESCRIPTION =
  'Shorten the description to the service\'s limit, and do not begin it with "http://" or "https://".';
const CHECK_RETENTION = "Give retentionDays as a whole number from 1 to 65536.";
const CHECK_TAGS =
  'Correct the tags: keys up to 128 characters, each once, not beginning with "aliyun", "acs:" or "http".';
const REPORT = "This is a mistake of this package; report it with the RequestId.";

const GRANT =
  "Grant the missing permission to the RAM user or role in use (docs/permissions.md holds a policy), then run again.";
const CHECK_KEYS =
  "Check alicloud:accessKey and alicloud:secretKey, or ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET. " +
  "In `pulumi refresh` and `pulumi destroy` the configuration of the last `up` counts; --run-program uses today's.";
const NEW_TOKEN =
  "Get a new security token and set it with its keys (alicloud:securityToken or ALIBABA_CLOUD_SECURITY_TOKEN). " +
  "In `pulumi refresh` and `pulumi destroy` the configuration of the last `up` counts; --run-program uses today's.";
const SET_KEYS =
  "Set alicloud:accessKey and alicloud:secretKey (or alicloud:profile, alicloud:ecsRoleName) in the stack's configuration, " +
  "or ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment. " +
  "`pulumi refresh` and `pulumi destroy` use the configuration of the last `up`; with --run-program they use today's.";
const SET_CLOCK = "Set this machine's clock: it may be at most 15 minutes off.";

const CHECK_NETWORK =
  "Check the network, a proxy in between and the endpoint (alicloud:endpoints), then run again.";
const CHECK_ANSWER =
  "Something other than the cloud answered: check for a proxy in between and the endpoint (alicloud:endpoints).";

/**
 * Every code that the pages of the calls in use document, and ours for failures without an answer, by what a
 * caller may do about it.
 */
export const table = {
  /** The cloud refused to look at the request: send it again later. */
  throttled: {
    Throttling:
      "The cloud limits how often it may be called; wait a minute and run again with fewer resources at once.",
  },

  /** Something else is under way on the resource: waiting helps. */
  busy: {
    "Operation.Conflict": WAIT_FOR_OPERATION,
    OperationConflict: WAIT_FOR_OPERATION,
    "InvalidOperation.Conflict": WAIT_FOR_OPERATION,
    "InvalidOperation.DiskResetInProgress": WAIT_FOR_RESET,
    "InvalidSnapshotId.NotReady": "Wait until the snapshot is complete, then run again.",
    DISK_HAS_CREATING_SNAPSHOT: WAIT_FOR_SNAPSHOT,
    "IncorrectDiskStatus.CreatingSnapshot": WAIT_FOR_SNAPSHOT,
    "IncorrectDiskStatus.HasUnfinishedSnapshot": WAIT_FOR_SNAPSHOT,
    "InvalidOperation.RelatedSnapshotNotFinished": WAIT_FOR_SNAPSHOT,
    "InvalidOperation.UnfinishedEncryptedSnapshotCopy": WAIT_FOR_SNAPSHOT,
    "IncorrectDiskStatus.Transferring": WAIT_FOR_OPERATION,
    "IncorrectDiskStatus.Initializing": WAIT_FOR_OPERATION,
    "QuotaExceed.ConcurrentSnapshotQuota": WAIT_FOR_SNAPSHOT,
    InstanceNotReady: "Wait until the instance is ready, then run again.",
    IdempotentProcessing: "The same request is still being carried out; wait a moment, then run again.",
  },

  /** The disk, snapshot or host is not there. */
  notFound: {
    "InvalidDiskId.NotFound": CHECK_DISK,
    "Disk.NotFound": CHECK_DISK,
    "InvalidVolumeId.NotFound": CHECK_DISK,
    "InvalidDiskIds.ValueNotSupported": CHECK_DISK,
    "InvalidSnapshotId.NotFound": CHECK_SNAPSHOT,
    "InvalidSnapshot.NotFound": CHECK_SNAPSHOT,
    "InvalidInstanceId.NotFound": CHECK_INSTANCE,
    "InvalidResource.NotFound": "Check the resource's id and its region.",
    "InvalidResourceId.NotFound": "Check the resource's id and its region.",
  },

  /** The disk, snapshot or host is not in a state that allows it: the user has to change that. */
  wrongState: {
    IncorrectDiskStatus: DISK_STATE,
    "IncorrectDiskStatus.Invalid": DISK_STATE,
    IncorrectVolumeStatus: DISK_STATE,
    "IncorrectDiskStatus.NeverAttached": ATTACH_ONCE,
    "IncorrectDiskStatus.NeverUsed": ATTACH_ONCE,
    DiskError: "Detach the faulty disk or have the cloud's support repair it, then run again.",
    IncorrectInstanceStatus: HOST_STATE,
    "IncorrectInstanceStatus.ResetDisk": STOP_HOST,
    IncorrectDesktopStatus: HOST_STATE,
    "HibernationConfigured.InstanceOperationForbidden": "Wake the hibernated instance, then run again.",
    SnapshotCreatedImage:
      "Delete the custom images made from this snapshot first, or keep it with retainOnDelete.",
    SnapshotCreatedDisk:
      "Disks were made from this snapshot; set forceDelete: true if they need never be re-initialised, or keep it with retainOnDelete.",
    CustomImageInShare: "Stop sharing the custom image made from this snapshot first.",
    "InvalidOperation.SnapshotIsLocked": "Unlock the snapshot first, or keep it with retainOnDelete.",
    "InvalidOperation.DeleteSharedSnapshotUnsupported":
      "Stop sharing the snapshot first, or keep it with retainOnDelete.",
  },

  /** The request cannot be right in any state: an input has to change. */
  invalid: {
    "InvalidParameter.Mismatch": ofRollbacks(
      "Choose a snapshot that was taken of this very disk, and for an unencrypted disk one that is not encrypted.",
      CHECK_PARAMETER,
    ),
    InvalidParameter: CHECK_PARAMETER,
    MissingParameter: CHECK_PARAMETER,
    "MissingParameter.ResourceType": REPORT,
    "MissingParameter.Tags": CHECK_TAGS,
    "InvalidSnapshotName.Malformed": CHECK_NAME,
    "InvalidParameter.Name": CHECK_NAME,
    "InvalidDescription.Malformed": CHECK_DESCRIPTION,
    "InvalidRetentionDays.Malformed": CHECK_RETENTION,
    "InvalidOperation.DecreaseRetentionDaysUnsupported":
      "Set retentionDays no lower than it was: it can only grow.",
    NoAttributeToModify: REPORT,
    "Duplicate.TagKey": CHECK_TAGS,
    "InvalidTagKey.Malformed": CHECK_TAGS,
    "InvalidTagValue.Malformed": CHECK_TAGS,
    "InvalidTag.Mismatch": CHECK_TAGS,
    InvalidTagCount: FEWER_TAGS,
    "NumberExceed.Tags": FEWER_TAGS,
    "NumberExceed.ResourceIds": REPORT,
    "InvalidResourceGroup.NotFound": "Check resourceGroupId: the account has no such resource group.",
    "InvalidResourceType.NotFound": REPORT,
    "InvalidResourceId.NotSupported": REPORT,
    "InvalidClientToken.Malformed": REPORT,
    "InvalidSnapshotCategory.Malformed": OLD_PARAMETER,
    "InvalidCategoryAndInstantAccess.Malformed": OLD_PARAMETER,
    "InvalidInstantAccessRetentionDays.Malformed": OLD_PARAMETER,
    "InvalidSnapshotDisableInstantAccess.Malformed": OLD_PARAMETER,
    "InvalidSnapshotIds.Malformed": REPORT,
    "InvalidParameter.DiskIds": REPORT,
    "InvalidDiskIds.Malformed": REPORT,
    "InvalidFilterKey.NotFound": REPORT,
    InvalidUsage: REPORT,
    InvalidSourceDiskType: "Set sourceDiskType to system or data.",
    "InvalidStatus.NotFound": REPORT,
    "InvalidStatus.ValueNotSupported": REPORT,
    "InvalidSnapshotType.NotFound": REPORT,
    "InvalidZoneId.NotFound": REPORT,
    "InvalidDiskType.ValueNotSupported": REPORT,
    "InvalidDiskCategory.ValueNotSupported": REPORT,
    "InvalidDiskStatus.ValueNotSupported": REPORT,
    "InvalidDiskChargeType.NotFound": REPORT,
    "InvalidLockReason.NotFound": REPORT,
    "InvalidSnapshotLinkId.NotFound": REPORT,
    "InvalidDiskIds.NotInSameZone": SPLIT_GROUP,
    "NumberExceed.TooManyDisks": SPLIT_GROUP,
    "CapacityExceed.TooManyDisks": SPLIT_GROUP,
    "InstanceType.ParameterMismatch": CHECK_PARAMETER,
    "InvalidParameter.KMSKeyId.NotFound": KMS_FIND,
  },

  /** The caller may not. */
  denied: {
    "Forbidden.RAM": GRANT,
    Forbidden: GRANT,
    NoPermission: GRANT,
    "NoPermission.Tag": GRANT,
    "InvalidAction.Unauthorized": GRANT,
  },

  /** Whatever the caller's permissions are: the cloud withholds it from the account, or a key from the cloud. */
  withheld: {
    UserNotInTheWhiteList: "Ask the cloud's support to admit this account to the feature.",
    "InvalidParameter.KMSKeyId.CMKUnauthorized": KMS_GRANT,
    "InvalidParameter.KMSKeyId.KMSUnauthorized": KMS_GRANT,
    "InvalidParameter.KMSKeyId.CMKNotEnabled": KMS_ENABLE,
    "InvalidOperation.ResourceManagedByCloudProduct":
      "Another product of the cloud manages this resource; change it through that product.",
  },

  /** The cloud does not know who calls. */
  credentials: {
    "InvalidAccessKeyId.NotFound": CHECK_KEYS,
    "InvalidAccessKeyId.Inactive":
      "Enable the access key in the RAM console or use another one. " + CHECK_KEYS,
    SignatureDoesNotMatch: CHECK_KEYS,
    IncompleteSignature: CHECK_KEYS,
    "InvalidSecurityToken.Expired": NEW_TOKEN,
    "InvalidSecurityToken.Malformed": NEW_TOKEN,
    "InvalidSecurityToken.MismatchWithAccessKey": NEW_TOKEN,
    "InvalidTimeStamp.Format": SET_CLOCK,
    "InvalidTimeStamp.Expired": SET_CLOCK,
    CredentialsMissing: SET_KEYS,
    CredentialsUnusable: SET_KEYS,
  },

  /** There is no such region. */
  region: {
    "MissingParameter.RegionId": CHECK_REGION,
    "MissingParamter.RegionId": CHECK_REGION,
    "InvalidRegionId.MalFormed": CHECK_REGION,
    "InvalidRegionId.NotFound": CHECK_REGION,
    "InvalidRegion.NotFound": CHECK_REGION,
  },

  /** A limit of the account or the disk is reached. */
  quota: {
    "QuotaExceed.Snapshot": DELETE_SNAPSHOTS,
    "QuotaExceed.SnapshotQuota": DELETE_SNAPSHOTS,
    "QuotaExceeded.Snapshot": DELETE_SNAPSHOTS,
    "QuotaExceeded.SnapshotQuota": DELETE_SNAPSHOTS,
    "QuotaExceed.Tags": FEWER_TAGS,
    "OperationDenied.QuotaExceed": "Raise the quota in the Quota Center, then run again.",
    "QuotaExceed.ElasticQuota": "Raise the quota of instances in the Quota Center, then start the instance.",
  },

  /** This disk, snapshot, region or endpoint cannot do it at all. */
  unsupported: {
    "DiskCategory.OperationNotSupported": NO_SNAPSHOT_FOR_DISK,
    "IncorrectDiskType.NotSupport": NO_SNAPSHOT_FOR_DISK,
    "DiskId.ValueNotSupported": NO_SNAPSHOT_FOR_DISK,
    "InvalidSnapshot.TooOld":
      "Make a new disk from this snapshot instead: one from before 2013-07-15 cannot be put back.",
    OperationDenied: ofRollbacks(
      "Make a new disk from this snapshot instead: it cannot be put back onto the disk.",
      "See what the cloud's message names and what its console shows of the resource, such as a lock or other work on it; then run again.",
    ),
    "InvalidRegion.NotSupport": {
      ResetDisks: "Roll the disks back one by one: the region cannot do several at once.",
      CreateSnapshotGroup: "Take a snapshot of each disk by itself: the region has no snapshot groups.",
      otherwise: "Check the region: the cloud does not offer the call there.",
    },
    "InvalidRegion.NotSupportSnapshotInstantAccessRegion": OLD_PARAMETER,
    CloudBoxNotSupportSnapshotWithInstantAccess: OLD_PARAMETER,
    "InvalidOperation.MultiAttachDisk": NO_MULTI_ATTACH,
    "InvalidDisk.ShareVolume": NO_MULTI_ATTACH,
    "InvalidOperation.DefaultFreeSnapshotNotSupport":
      "Leave this snapshot's attributes as they are: free default snapshots cannot be changed.",
    "InvalidInstanceId.NotSupport":
      "Stop or start this instance in the console: its kind cannot be controlled by the call.",
    "InvalidApi.NotFound": NO_SUCH_ACTION,
    // The gateway's other word for it, which official SDKs know.
    "InvalidAction.NotFound": NO_SUCH_ACTION,
    "InvalidProduct.NotFound": "The endpoint does not serve this product; check alicloud:endpoints.",
    "OperationDenied.NoStock":
      "Start the instance later or change its type: the zone has no capacity for it right now.",
    "OperationDenied.SpotPriceLowerThanPublicPrice": "Raise the spot instance's price limit, then start it.",
  },

  /** Money, activation or a lock: somebody has to settle something with the cloud. */
  account: {
    "InvalidAccountStatus.NotEnoughBalance": PAY,
    InsufficientBalance: PAY,
    InstanceExpiredOrInArrears: PAY,
    InstanceExpired: PAY,
    DiskInArrears: PAY,
    "InvalidAccountStatus.SnapshotServiceUnavailable": OPEN_SNAPSHOTS,
    InstanceLockedForSecurity: SECURITY_LOCK,
  },

  /** The service failed; it may or may not have done something. */
  unavailable: {
    InternalError: RUN_AGAIN,
    ServiceUnavailable: RUN_AGAIN,
    "CreateSnapshot.Failed": RUN_AGAIN,
    // The nonce is fresh in every attempt: something in between sent this one twice, and the first copy arrived.
    SignatureNonceUsed: "Check for a proxy that repeats requests, then run again.",
  },

  /** A dry run found nothing against the request. */
  dryRunPassed: {
    DryRunOperation: "The cloud would accept this request: leave DryRun out to carry it out.",
    "DRYRUN.SUCCESS": "The cloud would accept this request: leave DryRun out to carry it out.",
  },

  /** The ClientToken was used before, for something else. */
  tokenMismatch: {
    IdempotentParameterMismatch: REPORT,
    IdempotenceParamNotMatch: REPORT,
  },

  /** No connection, or it was cut. */
  connection: {
    NameNotFound:
      "Check this machine's network and name resolution, then the region and the endpoint (alicloud:endpoints), and run again.",
    CredentialsUnreachable: "Check the network and a proxy in between, then run again.",
    ConnectionFailed: CHECK_NETWORK,
    ConnectionLost: CHECK_NETWORK,
  },

  /** Other names of the cloud are known, and this one is not. */
  unknownHost: {
    HostNotFound:
      'Check the region (alicloud:region, or the resource\'s regionId), such as "cn-hangzhou", and the endpoint (alicloud:endpoints, ALIBABA_CLOUD_ENDPOINT_…).',
  },

  /** No answer in time. */
  timeout: {
    ConnectTimeout: CHECK_NETWORK,
    ReadTimeout: CHECK_NETWORK,
  },

  /** The user interrupted the run. */
  cancelled: {
    Cancelled: "Run again to go on where this stopped.",
  },

  /** An answer that is not complete, or that something in between gave because the cloud did not answer. */
  badAnswer: {
    EmptyAnswer: CHECK_ANSWER,
    HtmlAnswer: CHECK_ANSWER,
    BrokenAnswer: CHECK_ANSWER,
  },

  /** A complete answer that is none of those the cloud documents: somebody else answered, or the cloud has changed. */
  foreignAnswer: {
    ForeignAnswer: CHECK_ANSWER,
    UnexpectedAnswer:
      "The cloud's answer is not what its documentation says; update this package, or report it with the RequestId.",
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, NextStep>>>>;

/** Where a code means something else in another call, by the call's action. */
export type NextStep = string | { readonly otherwise: string; readonly [action: string]: string };

function ofRollbacks(next: string, otherwise: string): NextStep {
  return { ResetDisk: next, ResetDisks: next, ResetSnapshot: next, otherwise };
}
