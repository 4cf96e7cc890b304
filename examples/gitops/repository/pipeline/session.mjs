// A session of a RAM role for the token that a job was given (OIDC), so that no key has to be stored anywhere.

/** The session's keys as environment variables. None where the job was given no token: then it has keys already. */
export async function sessionOf({
  OIDC_TOKEN,
  OIDC_PROVIDER_ARN,
  ROLE_ARN,
  SESSION_SECONDS = "3600",
  ...more
}) {
  if (!OIDC_TOKEN) return {};
  const answer = await fetch(more.STS_ENDPOINT ?? "https://sts.aliyuncs.com", {
    method: "POST",
    body: new URLSearchParams({
      Action: "AssumeRoleWithOIDC",
      Version: "2015-04-01",
      Format: "JSON",
      Timestamp: new Date().toISOString().replace(/\.\d+/, ""),
      OIDCProviderArn: OIDC_PROVIDER_ARN,
      OIDCToken: OIDC_TOKEN,
      RoleArn: ROLE_ARN,
      RoleSessionName: "pipeline",
      DurationSeconds: SESSION_SECONDS,
    }),
  });
  const { Credentials, Code, Message } = await answer.json();
  if (!answer.ok) throw new Error(`No session of ${ROLE_ARN}: ${Code}: ${Message}`);
  return {
    ALIBABA_CLOUD_ACCESS_KEY_ID: Credentials.AccessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: Credentials.AccessKeySecret,
    ALIBABA_CLOUD_SECURITY_TOKEN: Credentials.SecurityToken,
  };
}
