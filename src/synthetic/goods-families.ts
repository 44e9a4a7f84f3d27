/**
 * Families of goods that the synthetic trader buys and makes. Codes are of the Combined Nomenclature; weights, prices and rates of
 * duty are invented, though of a likely size. Pure data.
 */

/** What the law asks of goods of the family, in the trader's invented lists. */
export type Tag = 'anti_dumping' | 'carbon_border' | 'deforestation' | 'endangered_species' | 'excise' | 'surveillance' | 'quota' | 'dual_use' | 'ai_classified'

export interface Family {
  readonly cn8: string
  readonly taric2: string
  readonly words: string
  /** Of a piece, or of one supplementary unit. */
  readonly grams: number
  /** Euro cents of the same. */
  readonly cents: number
  /** Per cent, erga omnes. */
  readonly duty: number
  /** Where it is bought; empty for the trader's own products. */
  readonly countries: readonly string[]
  readonly tags: readonly Tag[]
}

type Row = [cn8: string, taric2: string, words: string, grams: number, cents: number, duty: number, countries: string, tags?: string]

const family = ([cn8, taric2, words, grams, cents, duty, countries, tags = '']: Row): Family => ({
  cn8, taric2, words, grams, cents, duty, countries: countries.split(' '), tags: tags === '' ? [] : tags.split(' ') as Tag[]
})

export const BOUGHT: readonly Family[] = ([
  ['85183000', '90', 'Headphones with microphone and cable', 240, 1850, 2, 'CN VN', 'ai_classified'],
  ['85044083', '90', 'Power supply units for automation, 24 V', 310, 1420, 2.7, 'CN TW'],
  ['85013100', '99', 'Direct current motors under 750 W', 1200, 2650, 2.7, 'CN JP'],
  ['85371091', '99', 'Programmable controllers for machines', 480, 18900, 2.1, 'JP US KR', 'ai_classified'],
  ['84821010', '90', 'Ball bearings of at most 30 mm', 95, 320, 8, 'JP KR CN'],
  ['84818081', '90', 'Ball and plug valves of brass', 640, 1680, 2.2, 'CN IN TR'],
  ['84133080', '90', 'Cooling medium pumps for engines', 1450, 4100, 1.7, 'CN KR'],
  ['84145915', '90', 'Axial fans for cooling electronics', 520, 1140, 2.3, 'CN TW'],
  ['84212100', '90', 'Machines for filtering water, small', 900, 3300, 1.7, 'US CN'],
  ['90318080', '90', 'Optical measuring sensors for lines', 150, 12500, 2.8, 'JP US CH', 'ai_classified'],
  ['90262020', '90', 'Electronic pressure gauges, panel type', 210, 2900, 0, 'CN JP'],
  ['85365080', '99', 'Switches for at most 60 V, push button', 45, 260, 2.3, 'CN VN'],
  ['85369010', '99', 'Connectors for wires and cables, 12 pin', 12, 74, 0, 'CN TW MX'],
  ['85444290', '90', 'Cables with connectors, below 1000 V', 130, 410, 3.3, 'VN CN MX'],
  ['39269097', '90', 'Injection moulded housings of plastics', 85, 190, 6.5, 'CN VN IN'],
  ['39173900', '90', 'Reinforced hoses of plastics, 10 m', 420, 640, 6.5, 'TR IN'],
  ['40169300', '90', 'Gaskets and seals of vulcanised rubber', 20, 42, 2.5, 'TR IN CN'],
  ['73072100', '90', 'Flanges of stainless steel, forged', 3100, 2250, 3.7, 'IN KR', 'surveillance'],
  ['61091000', '00', 'T-shirts of cotton, knitted, printed', 180, 340, 12, 'BD TR IN'],
  ['62034235', '00', 'Men\'s trousers of cotton, woven', 520, 980, 12, 'BD VN'],
  ['61103091', '00', 'Men\'s pullovers of man-made fibres', 380, 1150, 12, 'BD TR'],
  ['64039116', '00', 'Men\'s footwear covering the ankle, leather', 950, 2650, 8, 'VN IN'],
  ['42022100', '00', 'Handbags with outer surface of leather', 780, 5400, 3, 'IN CN', 'endangered_species'],
  ['42029291', '90', 'Travel bags of textile material', 600, 1450, 2.7, 'CN VN'],
  ['94036010', '90', 'Wooden furniture for dining rooms', 18500, 9800, 2.1, 'VN ID TR', 'deforestation'],
  ['94054210', '90', 'Luminaires with LED light sources', 1300, 2900, 4.7, 'CN TW'],
  ['44079115', '00', 'Oak boards, planed, end-jointed', 720000, 61000, 1, 'US BR', 'deforestation'],
  ['44123190', '90', 'Plywood with a ply of tropical wood', 580000, 42000, 7, 'BR', 'deforestation quota'],
  ['09011100', '00', 'Coffee, not roasted, in bags', 1000, 460, 0, 'BR VN CO', 'deforestation'],
  ['22083071', '00', 'Single malt whisky in bottles', 2500, 1450, 0, 'GB', 'excise'],
  ['22084051', '00', 'Rum in containers of more than 2 l', 1400, 620, 1.5, 'CO', 'excise'],
  ['33049900', '00', 'Skin care preparations, tubes of 50 ml', 120, 680, 1, 'KR US JP'],
  ['29362700', '90', 'Vitamin C, unmixed, in drums', 1000, 1250, 3, 'CN IN'],
  ['38249992', '90', 'Chemical preparations for rust prevention', 1000, 540, 6.5, 'US IN'],
  ['95030041', '00', 'Stuffed toys representing animals', 260, 480, 4.7, 'CN VN'],
  ['95069190', '00', 'Fitness apparatus with adjustable weights', 14500, 21500, 2.7, 'CN TW'],
  ['87120030', '90', 'Bicycles with ball bearings, 28 inch', 14500, 18500, 14, 'CN TW', 'anti_dumping'],
  ['87149110', '90', 'Bicycle frames of aluminium alloy', 1900, 6200, 4.7, 'CN TW', 'anti_dumping'],
  ['69111000', '90', 'Tableware of porcelain, decorated', 650, 390, 12, 'CN TR', 'anti_dumping'],
  ['76071119', '90', 'Aluminium foil, not backed, in rolls', 1000, 520, 7.5, 'CN KR', 'anti_dumping carbon_border'],
  ['73181595', '90', 'Screws and bolts of steel, 800 MPa', 40, 18, 3.7, 'CN TW IN', 'anti_dumping carbon_border'],
  ['76169990', '90', 'Castings of aluminium, machined', 420, 620, 6, 'TR CN', 'carbon_border'],
  ['81089050', '90', 'Bars and rods of titanium, turned', 1000, 5200, 7, 'JP US'],
  ['85076000', '90', 'Lithium-ion accumulators, 48 V packs', 3200, 14500, 2.7, 'CN KR'],
  ['85176200', '00', 'Machines for the transmission of data, routers', 640, 5900, 0, 'VN TW'],
  ['83024110', '90', 'Door hinges and fittings of zinc alloy', 160, 140, 2.7, 'CN TR'],
  ['87083091', '90', 'Brake pads for disc brakes of cars', 1800, 2100, 4.5, 'IN JP KR'],
  ['40111000', '00', 'New pneumatic tyres for motor cars', 9800, 4700, 4.5, 'KR JP IN']
] satisfies Row[]).map(family)

export const MADE: readonly Family[] = ([
  ['84571010', '90', 'Horizontal machining centres, five axes', 5_200_000, 9_800_000, 2.7, '', 'dual_use'],
  ['84669360', '90', 'Work tables for machining centres', 21000, 145000, 1.2, ''],
  ['84836080', '90', 'Shaft couplings, torsionally stiff', 2600, 8900, 2.7, ''],
  ['84834051', '90', 'Gearboxes for conveyors, two stages', 14500, 42000, 3.7, ''],
  ['84138100', '90', 'Dosing pumps with electronic drive', 8200, 31000, 1.7, ''],
  ['84798997', '90', 'Filling machines for laboratories', 320000, 2_150_000, 1.7, '', 'dual_use'],
  ['90328900', '90', 'Process controllers for ovens', 900, 38000, 2.8, '', 'dual_use'],
  ['84818073', '90', 'Pressure regulating valves of cast iron', 1500, 7400, 2.2, ''],
  ['15092000', '00', 'Extra virgin olive oil in bottles', 1000, 820, 0, ''],
  ['18063290', '00', 'Chocolate bars, not filled, 100 g', 1000, 940, 0, ''],
  ['94017900', '00', 'Seats with metal frames, stackable', 6500, 12500, 0, ''],
  ['70139900', '00', 'Glass vases, mouth blown, coloured', 1900, 6400, 11, '']
] satisfies Row[]).map(family)

export const VARIANTS = ['type A', 'type B', 'series 300']
