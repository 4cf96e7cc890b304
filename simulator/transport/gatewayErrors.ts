import { fromTable, type CloudError, type ErrorRow } from "./cloudError";

/**
 * Errors of the gateway in front of every product. Texts from its list of common error codes; where lists
 * disagree about the HTTP status (api-facts 1.6) the newer one is taken.
 */
export const gatewayErrors = [
  [400, "UnsupportedHTTPMethod", "This http method is not supported."],
  [400, "InvalidParameter.Format", "Specified parameter format is not valid."],
  [400, "InvalidParameter", "The specified parameter is not valid."],
  [413, "RequestBodyTooLarge", "The body of the request is too large."],
  [404, "InvalidApi.NotFound", "Specified api is not found, please check your url and method."],
  [404, "InvalidVersion", "Specified parameter Version is not valid."],
  [400, "MissingAction", "Action is mandatory for this action."],
  [400, "MissingVersion", "Version is mandatory for this action."],
  [400, "MissingAccessKeyId", "AccessKeyId is mandatory for this action."],
  [400, "MissingSignature", "Signature is mandatory for this action."],
  [400, "MissingSignatureMethod", "SignatureMethod is mandatory for this action."],
  [400, "MissingSignatureVersion", "SignatureVersion is mandatory for this action."],
  [400, "MissingSignatureNonce", "SignatureNonce is mandatory for this action."],
  [400, "MissingTimestamp", "Timestamp is mandatory for this action."],
  [404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."],
  [400, "InvalidAccessKeyId.Inactive", "Specified access key is disabled."],
  [400, "IncompleteSignature", "The request signature does not conform to Aliyun standards."],
  [400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation."],
  [400, "ContentMD5NotMatched", "The hash that was specified is not that of the body."],
  [400, "SignatureNonceUsed", "Specified signature nonce was used already."],
  [400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted."],
  [400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."],
  [400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired."],
  [400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed."],
  [400, "InvalidSecurityToken.MismatchWithAccessKey", "Specified SecurityToken mismatch with the AccessKey."],
  [400, "MissingSecurityToken", "SecurityToken is mandatory for this action."],
  [
    403,
    "Forbidden.RAM",
    "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
  ],
  [400, "Throttling", "Request was denied due to request throttling."],
  [400, "Throttling.User", "Request was denied due to user flow control."],
  [400, "Throttling.Api", "Request was denied due to api flow control."],
  [503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server."],
  [500, "InternalError", "The request processing has failed due to some unknown error."],
] as const satisfies readonly ErrorRow[];

export type GatewayCode = (typeof gatewayErrors)[number][1];

export function gatewayError(code: GatewayCode, message?: string): CloudError {
  return fromTable(gatewayErrors, code, message);
}
