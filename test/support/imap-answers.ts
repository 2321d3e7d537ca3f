/** Splits what an IMAP server sent into answers (a line with its literals); what is not whole yet is left over. */
export const splitAnswers = (bytes: Buffer): { answers: Buffer[]; rest: Buffer } => {
  const answers: Buffer[] = [];
  let at = 0;
  for (let end = endOfAnswer(bytes, at); end !== null; end = endOfAnswer(bytes, at)) {
    answers.push(bytes.subarray(at, end));
    at = end;
  }
  return { answers, rest: bytes.subarray(at) };
};

/** A hook for a wire: each whole answer is replaced by those that `change` gives. */
export const changeAnswers = (change: (answer: Buffer) => Buffer[]): ((bytes: Buffer, connection: number) => Buffer) => {
  const kept = new Map<number, Buffer>();
  return (bytes, connection) => {
    const { answers, rest } = splitAnswers(Buffer.concat([kept.get(connection) ?? Buffer.alloc(0), bytes]));
    kept.set(connection, rest);
    return Buffer.concat(answers.flatMap(change));
  };
};

const endOfAnswer = (bytes: Buffer, from: number): number | null => {
  for (let at = from; ; ) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return null;
    const literal = /\{(\d+)\}$/.exec(bytes.subarray(at, end).toString('latin1'));
    if (!literal) return end + 2;
    at = end + 2 + Number(literal[1]);
    if (at > bytes.length) return null;
  }
};
