import { pillarsOf } from '../competence/catalogue.ts'
import type { Topic, TopicCatalogue } from '../competence/catalogue.ts'
import { SHIPPED_CATALOGUE } from '../competence/shipped-catalogue.ts'
import type { TopicWire } from './schemas.ts'

/** A topic with what the matrix asks about it and which pillars it covers. */
export function topicToWire (catalogue: TopicCatalogue, topic: Topic): TopicWire {
  const roles = [...catalogue.matrix].flatMap(([responsibility, row]) => {
    const cell = row.get(topic.code)
    return cell === undefined ? [] : [{ responsibility, ...cell }]
  })
  const { code, number, name, kind, refresherMonths, legalSource, requiredFrom, requiredFromSource } = topic
  return { code, number, name, kind, refresherMonths, legalSource, requiredFrom, requiredFromSource, own: !SHIPPED_CATALOGUE.topics.has(code), roles, pillars: pillarsOf(catalogue, [code]) }
}
