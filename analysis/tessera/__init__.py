"""The core: a customer table becomes findings. No HTML, no templates, no clock, no printing."""
