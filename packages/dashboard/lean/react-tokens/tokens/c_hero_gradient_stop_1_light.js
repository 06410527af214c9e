export const c_hero_gradient_stop_1_light = {
  "name": "--pf-v6-c-hero--gradient--stop-1--light",
  "value": "transparent",
  "var": "var(--pf-v6-c-hero--gradient--stop-1--light)"
};
export default c_hero_gradient_stop_1_light;
