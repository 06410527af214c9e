export const c_about_modal_box_BackgroundImage = {
  "name": "--pf-v6-c-about-modal-box--BackgroundImage",
  "value": "none",
  "var": "var(--pf-v6-c-about-modal-box--BackgroundImage)"
};
export default c_about_modal_box_BackgroundImage;
