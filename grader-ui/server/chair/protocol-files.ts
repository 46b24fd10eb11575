import type { FastifyReply } from 'fastify'
import { buildComparisonWorkbook } from '../../../pipeline/reconcile/comparison-workbook.ts'
import type { App, Services } from '../services.ts'
import { notFound } from '../user-error.ts'
import { openingState } from './open-ciphers.ts'
import { openProtocol, type OpenProtocol } from './open-protocol.ts'
import { protocolParams } from './show-protocol.ts'

/** GET …/pdf: the signed PDF, or the approved one before; GET …/xlsx: the comparison as a workbook, with codes once the protocol is approved. */
export function protocolFiles(app: App, { database, blobs }: Services): void {
  app.get('/api/chair/protocols/:schoolId/:formId/pdf', { schema: { params: protocolParams } }, async (request, reply) => {
    const { record, form } = await openProtocol(database, request.params)
    if (!record) throw notFound('Протокол ещё не утверждён: файла пока нет.')
    const bytes = await blobs.get(record.signed_sha256 ?? record.pdf_sha256)
    if (!bytes) throw new Error(`the PDF of protocol ${record.id} is not in the blob store`)
    return sendFile(reply, { bytes, type: 'application/pdf', name: `protocol-${form.id}.pdf`, show: 'inline' })
  })
  app.get('/api/chair/protocols/:schoolId/:formId/xlsx', { schema: { params: protocolParams } }, async (request, reply) => {
    const protocol = await openProtocol(database, request.params)
    return sendFile(reply, {
      bytes: await workbookOf(protocol), type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', name: `comparison-${protocol.form.id}.xlsx`, show: 'attachment',
    })
  })
}

/** Ciphers name the works until they are opened, then the codes stand beside them. */
const workbookOf = ({ form, schoolName, record, opening, recheck }: OpenProtocol): Promise<Uint8Array> => buildComparisonWorkbook({
  title: `${form.title}. ${schoolName}`, form, works: recheck.works.map((work) => work.comparison), participants: recheck.participants, names: record || openingState({ opening, recheck }) === 'opened' ? 'both' : 'cipher',
})

function sendFile(reply: FastifyReply, { bytes, type, name, show }: { readonly bytes: Uint8Array; readonly type: string; readonly name: string; readonly show: 'inline' | 'attachment' }): FastifyReply {
  return reply.type(type).header('content-disposition', `${show}; filename="${name}"`).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}
