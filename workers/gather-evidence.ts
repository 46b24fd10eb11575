import { z } from 'zod'
import { writeDrawTable } from '../pipeline/draw/draw-table.ts'
import { assignment } from '../pipeline/model/work.ts'
import type { Evidence } from '../pipeline/protocol/bundle/write-bundle.ts'
import type { LogKey } from '../pipeline/protocol/log-key.ts'
import { readAudit } from '../storage/audit-log.ts'
import { logKeys, signLog, storedCheckpoints } from '../storage/log-checkpoints.ts'
import type { Blobs } from '../storage/blobs/blobs.ts'
import type { Db } from '../storage/database/database.ts'
import { blindCertificate } from '../pipeline/model/blind-certificate.ts'
import type { Campaign } from '../storage/queries/campaigns.ts'
import { formsOfCampaign } from '../storage/queries/forms.ts'
import { firstDraw, hasOpenWorks } from '../storage/queries/public-draw.ts'

const drawContent = z.object({ manifest: z.string(), assignments: z.array(assignment) })

/**
 * Everything that is kept of a campaign for a third party: the log with every checkpoint of it and one that is signed now, first draws, signed protocols, the certificates of all blind pages that experts could be served, with the pictures
 * while they are kept. With the log it tells whose work each picture is: it is for whoever checks, never for experts. 'still-marked' while a work waits to be graded: seeds are secret then.
 */
export async function gatherEvidence({ db, blobs, campaign, logKey, at }: { readonly db: Db; readonly blobs: Pick<Blobs, 'get'>; readonly campaign: Campaign; readonly logKey: LogKey; readonly at: Date }): Promise<Evidence | 'still-marked'> {
  const draws: Evidence['draws'][number][] = []
  for (const { form } of await formsOfCampaign(db, campaign.id)) {
    if (await hasOpenWorks(db, form.id)) return 'still-marked'
    const first = await firstDraw(db, form.id)
    if (!first) continue
    const { manifest, assignments } = drawContent.parse(first.content)
    draws.push({ name: form.id, manifest, seed: first.seed, table: writeDrawTable(assignments) })
  }
  const signed = await db.selectFrom('protocol').select(['school_id', 'form_id', 'signed_sha256']).where('campaign_id', '=', campaign.id).where('signed_sha256', 'is not', null).orderBy('school_id').orderBy('form_id').execute()
  const protocols = await Promise.all(signed.map(async (row) => {
    const pdf = await blobs.get(row.signed_sha256!)
    if (!pdf) throw new Error(`The signed protocol of ${row.school_id}, ${row.form_id} is not in the blob store`)
    return { name: `${row.school_id}-${row.form_id}.pdf`, pdf }
  }))
  const blindImages = await servedImages(db, blobs, campaign.id)
  return { title: campaign.title, at: at.toISOString(), ...await signedLog(db, logKey, at), draws, protocols, blindImages }
}

/** The log up to the checkpoint that is signed now, last of all, so that everything gathered stands in it. A log in which events are missing is given as it is: nobody signs it. */
async function signedLog(db: Db, key: LogKey, at: Date): Promise<Pick<Evidence, 'events' | 'checkpoints' | 'checkpointKeys'>> {
  // A former checkpoint that covers more than the log has now is given too: it shows that the end of the log is gone.
  const former = await storedCheckpoints(db)
  const signed = await signLog(db, { key, at })
  const checkpoints = signed.ok ? [...former.filter((one) => one.note !== signed.value.note), signed.value] : former
  const events = await readAudit(db, { ...(signed.ok && { before: signed.value.size + 1 }), limit: Number.MAX_SAFE_INTEGER })
  const used = new Set(checkpoints.map((one) => one.verifierKey))
  return { events: events.toReversed(), checkpoints: checkpoints.map((one) => one.note), checkpointKeys: (await logKeys(db)).filter((one) => used.has(one)) }
}

/**
 * The newest image of each page of the works that are with experts or were, the answers cut out of it, and its twin, by cipher, so that their order says nothing. The twin's picture is
 * added where the work comes a second time; one from before twins had certificates is named without.
 */
async function servedImages(db: Db, blobs: Pick<Blobs, 'get'>, campaignId: string): Promise<NonNullable<Evidence['blindImages']>> {
  const rows = await db.selectFrom('blind_page as b').innerJoin('work as w', 'w.id', 'b.work_id').distinctOn(['w.cipher', 'b.form_page']).select(['b.id', 'w.cipher', 'b.form_page', 'b.sha256', 'b.certificate'])
    .select((is) => is.exists(is.selectFrom('check_marking as c').select('c.id').whereRef('c.work_id', '=', 'w.id').where('c.kind', '=', 'repeat').where('c.state', '<>', 'withdrawn')).as('repeated'))
    .where('w.campaign_id', '=', campaignId).where('w.state', '=', 'anonymised').where((is) => is.exists(is.selectFrom('assignment as a').select('a.id').whereRef('a.work_id', '=', 'w.id').where('a.state', '<>', 'withdrawn')))
    .orderBy('w.cipher').orderBy('b.form_page').orderBy('b.seq', 'desc').execute()
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const passed = new Set((await db.selectFrom('blind_look').select('blind_page_id').where('kind', '=', 'passed').where('blind_page_id', 'in', ids).execute()).map((row) => row.blind_page_id))
  // Where works are given out task by task, the answers cut out of these pages are what is served.
  const crops = await db.selectFrom('answer_crop as p').select(['p.blind_page_id', 'p.sha256', 'p.certificate']).where('p.blind_page_id', 'in', ids).where('p.fit', '=', true).orderBy('p.seq').execute()
  const twins = await db.selectFrom('blind_page as b').innerJoin('page_twin as t', 't.of_sha256', 'b.sha256').leftJoin('twin_certificate as c', 'c.blind_page_id', 'b.id').select(['b.id as blind_page_id', 't.sha256', 'c.certificate'])
    .where('b.id', 'in', ids).where((is) => is.or([is('c.fit', '=', true), is('c.fit', 'is', null)])).execute()
  const all = rows.flatMap((row) => [
    { ...row, shown: true }, ...crops.filter((crop) => crop.blind_page_id === row.id).map((crop) => ({ ...row, ...crop, shown: true })),
    ...twins.filter((twin) => twin.blind_page_id === row.id && (row.repeated || twin.certificate !== null)).map((twin) => ({ ...row, ...twin, shown: row.repeated === true })),
  ])
  return Promise.all(all.map(async (row) => {
    const certificate = blindCertificate.nullable().parse(row.certificate), picture = row.shown ? await blobs.get(row.sha256) : null
    const masked = blindCertificate.parse(rows.find((one) => one.id === row.id)!.certificate).masks.length > 0
    return { work: row.cipher, formPage: row.form_page, served: row.sha256, looked: passed.has(row.id) ? 'passed' as const : masked ? 'masked' as const : null, certificate, ...(picture && { picture }) }
  }))
}
