/**
 * pop-core reads numbers of more than 15 digits as objects of bignumber.js. They become numbers where that loses
 * nothing, else the digits as text.
 */
export function plainAnswer(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plainAnswer);
  if (isBigNumber(value)) return plainNumber(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainAnswer(item)]));
}

interface BigNumber {
  toNumber(): number;
  toFixed(): string;
  isInteger(): boolean;
}

function isBigNumber(value: object): value is BigNumber {
  return "_isBigNumber" in value && value._isBigNumber === true;
}

function plainNumber(value: BigNumber): number | string {
  const number = value.toNumber();
  return value.isInteger() && !Number.isSafeInteger(number) ? value.toFixed() : number;
}
