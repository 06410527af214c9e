export const c_hero_gradient_stop_3_light = {
  "name": "--pf-v6-c-hero--gradient--stop-3--light",
  "value": "transparent",
  "var": "var(--pf-v6-c-hero--gradient--stop-3--light)"
};
export default c_hero_gradient_stop_3_light;
