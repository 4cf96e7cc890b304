/** The regions the simulated account knows; one process plays all of them. */
export const regions = {
  "cn-hangzhou": "China (Hangzhou)",
  "cn-shanghai": "China (Shanghai)",
  "cn-qingdao": "China (Qingdao)",
  "cn-beijing": "China (Beijing)",
  "cn-zhangjiakou": "China (Zhangjiakou)",
  "cn-huhehaote": "China (Hohhot)",
  "cn-wulanchabu": "China (Ulanqab)",
  "cn-shenzhen": "China (Shenzhen)",
  "cn-heyuan": "China (Heyuan)",
  "cn-guangzhou": "China (Guangzhou)",
  "cn-chengdu": "China (Chengdu)",
  "cn-nanjing": "China (Nanjing)",
  "cn-fuzhou": "China (Fuzhou)",
  "cn-hongkong": "China (Hong Kong)",
  "ap-southeast-1": "Singapore",
  "ap-southeast-3": "Malaysia (Kuala Lumpur)",
  "ap-southeast-5": "Indonesia (Jakarta)",
  "ap-southeast-6": "Philippines (Manila)",
  "ap-southeast-7": "Thailand (Bangkok)",
  "ap-northeast-1": "Japan (Tokyo)",
  "ap-northeast-2": "South Korea (Seoul)",
  "us-east-1": "US (Virginia)",
  "us-west-1": "US (Silicon Valley)",
  "eu-west-1": "UK (London)",
  "eu-central-1": "Germany (Frankfurt)",
  "me-east-1": "UAE (Dubai)",
  "me-central-1": "SAU (Riyadh)",
} satisfies Record<string, string>;

export type RegionId = keyof typeof regions;

export function isRegion(regionId: string): boolean {
  return Object.hasOwn(regions, regionId);
}

/** Zones of a region by their letters; a region that ends in a number has no hyphen before it. */
export function zonesOf(regionId: string): string[] {
  const hyphen = /\d$/.test(regionId) ? "" : "-";
  return ["g", "h", "i"].map((letter) => `${regionId}${hyphen}${letter}`);
}
