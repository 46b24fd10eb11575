import { randomUUID } from 'node:crypto'
import type { Db } from '../../storage/database/database.ts'

export interface SampleRows {
  readonly campaign: string; readonly form: string; readonly school: string; readonly account: string; readonly expert: string
  readonly file: string; readonly page: string; readonly work: string; readonly cipher: string
}

/** One of everything that other rows hang on: campaign, form, school, its coordinator, an expert, a file with one page and its work. Ids end with `tag`. */
export async function addSchoolWithWork(db: Db, tag: string = randomUUID().slice(0, 8)): Promise<SampleRows> {
  const rows: SampleRows = {
    campaign: `campaign-${tag}`, form: `form-${tag}`, school: `school-${tag}`, account: `coordinator-${tag}`, expert: `expert-${tag}`,
    file: `file-${tag}`, page: `page-${tag}`, work: `work-${tag}`, cipher: `cipher-${tag}`,
  }
  await db.insertInto('campaign').values({ id: rows.campaign, title: 'ВПР 2026', municipality: 'Заречье', settings: '{"threshold":2}' }).execute()
  await db.insertInto('form').values({ id: rows.form, campaign_id: rows.campaign, content: '{}', blanks: '{}' }).execute()
  await db.insertInto('school').values({ id: rows.school, campaign_id: rows.campaign, name: 'Школа № 1' }).execute()
  const person = { password_hash: '-', subjects: '[]', years: 5, cap: null, other_schools: '[]', conflicts: '[]' }
  await db.insertInto('account').values([
    { ...person, id: rows.account, login: rows.account, role: 'school', name: 'Координатор', school_id: rows.school },
    { ...person, id: rows.expert, login: rows.expert, role: 'expert', name: 'Эксперт', school_id: null },
  ]).execute()
  await db.insertInto('scan_file').values({
    id: rows.file, campaign_id: rows.campaign, school_id: rows.school, name: 'скан.pdf', sha256: '0'.repeat(64), size_bytes: 1000,
    state: 'opened', page_count: 1, problem: null, uploaded_by: rows.account,
  }).execute()
  await db.insertInto('work').values({
    id: rows.work, campaign_id: rows.campaign, school_id: rows.school, form_id: rows.form, participant_code: '70001', variant: '1', state: 'staged', cipher: rows.cipher,
  }).execute()
  await db.insertInto('page').values({
    id: rows.page, file_id: rows.file, number: 1, state: 'work', reasons: '[]', form_id: rows.form, form_page: 1, rotation: 0, skew_deg: 0,
    image_sha256: null, width_px: null, height_px: null, work_id: rows.work,
  }).execute()
  return rows
}
