export const c_hero__body_MaxWidth = {
  "name": "--pf-v6-c-hero__body--MaxWidth",
  "value": "80%",
  "var": "var(--pf-v6-c-hero__body--MaxWidth)"
};
export default c_hero__body_MaxWidth;
