import type { FastifyRequest } from 'fastify'
import { CHAIR_PLACE } from '../../../pipeline/protocol/document/recheck-protocol.ts'
import { openP12, P12_REASONS } from '../../../pipeline/protocol/signature/open-p12.ts'
import { SIGN_REASONS, signPdf } from '../../../pipeline/protocol/sign-pdf.ts'
import { markSigned } from '../../../storage/queries/protocols.ts'
import { signAnswer } from '../../api/chair.ts'
import { makeChange } from '../change.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { UserError } from '../user-error.ts'
import { openProtocol } from './open-protocol.ts'
import { protocolParams } from './show-protocol.ts'

const MAX_KEY_BYTES = 1_000_000

/**
 * POST …/sign (multipart: `p12`, `password`): adds the chair's signature to the approved PDF. The signed file is stored beside the approved
 * one. Key and password are used in memory and kept nowhere.
 */
export function signRoute(app: App, services: Services): void {
  app.post('/api/chair/protocols/:schoolId/:formId/sign', { schema: { params: protocolParams, response: { 200: signAnswer } } }, async (request) => {
    const { database, blobs, clock, fonts } = services
    const account = accountOf(request)
    const key = await keyOf(request)
    const { record, schoolId, form } = await openProtocol(database, request.params)
    if (!record) throw new UserError({ code: 'not-approved', status: 409, message: 'Сначала утвердите протокол.' })
    if (record.state === 'signed') throw alreadySigned()
    const signer = openP12(key)
    if (!signer.ok) throw new UserError({ code: signer.reason, message: P12_REASONS[signer.reason] })
    const pdf = await blobs.get(record.pdf_sha256)
    if (!pdf) throw new Error(`the approved PDF ${record.pdf_sha256} is not in the blob store`)
    const signed = await signPdf({ pdf, signer: signer.value, at: clock(), reason: 'Протокол перепроверки утверждён', place: CHAIR_PLACE, fonts })
    if (!signed.ok) throw new UserError({ code: signed.reason, message: SIGN_REASONS[signed.reason] })
    const signedSha256 = await blobs.put(signed.value)
    await makeChange({ services, account, steps: async (change) => {
      if (!await markSigned(change.db, { id: record.id, signedSha256, signedBy: account.id, at: change.at })) throw alreadySigned()
      change.record({ type: 'protocol.signed', protocol: record.id, pdfSha256: record.pdf_sha256, signedSha256 })
    } })
    return { signedBy: account.name, pdfUrl: `/api/chair/protocols/${schoolId}/${form.id}/pdf` }
  })
}

const alreadySigned = (): UserError => new UserError({ code: 'already-signed', status: 409, message: 'Этот протокол уже подписан. Обновите страницу.' })

async function keyOf(request: FastifyRequest): Promise<{ bytes: Uint8Array; password: string }> {
  let bytes: Uint8Array | null = null
  let password: string | null = null
  for await (const part of request.parts({ limits: { fileSize: MAX_KEY_BYTES, files: 1, fieldSize: 1000 } })) {
    if (part.type === 'file') bytes = await part.toBuffer()
    else if (part.fieldname === 'password' && typeof part.value === 'string') password = part.value
  }
  if (bytes === null || bytes.length === 0 || password === null) throw new UserError({ code: 'no-key-file', message: 'Выберите файл ключа (.p12 или .pfx) и введите пароль к нему.' })
  return { bytes, password }
}
