/**
 * The message of a signature file as people get it: DER, PEM under any heading, or bare base64 (as CryptoPro's tools write it).
 * Null when it is none of these. What is in the message is not looked at.
 */
export function readDetachedSignature(file: Uint8Array): Uint8Array | null {
  if (file[0] === 0x30) return file
  const text = Buffer.from(file).toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '').trim()
  const base64 = (/-----BEGIN [^-]+-----([\s\S]+?)-----END [^-]+-----/.exec(text)?.[1] ?? text).replace(/\s/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null
  const bytes = Buffer.from(base64, 'base64')
  return bytes[0] === 0x30 ? bytes : null
}
