export const c_hero__body_Width = {
  "name": "--pf-v6-c-hero__body--Width",
  "value": "800px",
  "var": "var(--pf-v6-c-hero__body--Width)"
};
export default c_hero__body_Width;
