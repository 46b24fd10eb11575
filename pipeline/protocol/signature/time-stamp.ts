import { createHash } from 'node:crypto'
import * as asn1js from 'asn1js'
import { AlgorithmIdentifier, ContentInfo, MessageImprint, SignedData, TimeStampReq, TimeStampResp, TSTInfo } from 'pkijs'
import { ok, refuse, type Result } from '../../model/result.ts'
import { OID } from './oids.ts'
import { bytesOf } from './pbe.ts'

/** What a time stamp says: when its authority saw the digest (`imprint`, SHA-256 unless named). */
export interface TimeStamp { readonly time: Date; readonly hash: string; readonly imprint: Uint8Array; readonly nonce: Uint8Array | null }

/** A request for a time stamp over SHA-256 of these bytes (RFC 3161), DER. `nonce`: some random bytes that the answer must repeat. */
export function timeStampRequest({ signature, nonce }: { readonly signature: Uint8Array; readonly nonce: Uint8Array }): Uint8Array {
  const request = new TimeStampReq({
    version: 1, certReq: true, nonce: positiveInteger(nonce),
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: OID.sha256, algorithmParams: new asn1js.Null() }),
      hashedMessage: new asn1js.OctetString({ valueHex: Uint8Array.from(createHash('sha256').update(signature).digest()).buffer }),
    }),
  })
  return new Uint8Array(request.toSchema().toBER())
}

/** The token inside an authority's answer, when it was granted and speaks of this very signature and request. */
export function openTimeStampResponse({ response, signature, nonce }: {
  readonly response: Uint8Array; readonly signature: Uint8Array; readonly nonce: Uint8Array
}): Result<Uint8Array, 'not-a-response' | 'not-granted' | 'other-signature'> {
  try {
    const parsed = TimeStampResp.fromBER(response)
    if (parsed.status.status > 1 || !parsed.timeStampToken) return refuse('not-granted')
    const token = new Uint8Array(parsed.timeStampToken.toSchema().toBER())
    const stamp = readTimeStamp(token)
    const imprint = createHash('sha256').update(signature).digest()
    const same = stamp.nonce !== null && Buffer.from(stamp.nonce).equals(integerBytes(positiveInteger(nonce))) && imprint.equals(stamp.imprint)
    return same ? ok(token) : refuse('other-signature')
  } catch { return refuse('not-a-response') }
}

/** Reads what a token says, without checking who signed it. Throws when it is none. */
export function readTimeStamp(token: Uint8Array): TimeStamp {
  const { encapContentInfo } = new SignedData({ schema: ContentInfo.fromBER(token).content })
  if (encapContentInfo.eContentType !== OID.tstInfo) throw new TypeError('not a time stamp token')
  const info = TSTInfo.fromBER(bytesOf(encapContentInfo.eContent))
  return {
    time: info.genTime, hash: info.messageImprint.hashAlgorithm.algorithmId, imprint: bytesOf(info.messageImprint.hashedMessage),
    nonce: info.nonce ? integerBytes(info.nonce) : null,
  }
}

const integerBytes = (value: asn1js.Integer): Buffer => Buffer.from(value.valueBlock.valueHexView)
// A leading one keeps the number positive and in its shortest form whatever the bytes are.
const positiveInteger = (bytes: Uint8Array): asn1js.Integer => new asn1js.Integer({ valueHex: Uint8Array.of(1, ...bytes).buffer })
