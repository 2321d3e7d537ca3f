/** One line of the doctor's table. `aviso` works today and will not for ever; only a `falla` makes the status 1. */
export type Finding = { topic: string; state: 'ok' | 'aviso' | 'falla'; what: string; mend?: string };

/** What every check is given so long; a server that hangs is a finding, not a wait. */
export const CHECK_WITHIN_MS = 20_000;

export const ok = (topic: string, what: string): Finding => ({ topic, state: 'ok', what });
export const warn = (topic: string, what: string, mend: string): Finding => ({ topic, state: 'aviso', what, mend });
export const fail = (topic: string, what: string, mend: string): Finding => ({ topic, state: 'falla', what, mend });

/** What a check finds, or that it did not come to an end. */
export const within = async (topic: string, check: () => Promise<Finding[]>, limitMs = CHECK_WITHIN_MS): Promise<Finding[]> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding[]>((resolve) => {
    const finding = fail(topic, `no answer within ${limitMs / 1000} s`, 'Look at the network between this machine and that server.');
    timer = setTimeout(() => resolve([finding]), limitMs);
  });
  try {
    return await Promise.race([check(), late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Why nothing can be reached at an address, in words; null where it is another kind of failure. */
export const explainNetwork = (error: unknown): string | null => {
  const { code, cause, message } = error as { code?: string; cause?: { code?: string }; message?: string };
  const codes = [code, cause?.code, ...(error instanceof AggregateError ? error.errors.map((one: { code?: string }) => one.code) : [])];
  for (const known of codes) if (known !== undefined && NETWORK[known] !== undefined) return NETWORK[known];
  return /timeout/i.test(message ?? '') ? 'no answer in time' : null;
};

const NETWORK: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there (connection refused)',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'its name is not known (DNS)',
  EAI_AGAIN: 'its name could not be looked up (DNS)',
  EDNS: 'its name could not be looked up (DNS)',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that is not known here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  EPROTO: 'it does not speak TLS there',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there',
};
