const GROUP = 4
const SHOWN = 8

/** A work's cipher as people can tell it apart: the first eight signs in two groups, the whole of it under the pointer. */
export const Cipher = ({ value }: { value: string }) => <code class="cipher" title={value}>{shortCipher(value)}</code>

/** `3f9c1e77a2b0…` → `3f9c 1e77`; what is short already stays as it is. */
export function shortCipher(value: string): string {
  if (value.length <= SHOWN) return value
  const signs = value.replaceAll('-', '').slice(0, SHOWN)
  return `${signs.slice(0, GROUP)} ${signs.slice(GROUP)}`
}
