"""The leading group's meetings: convened, attended, decided item by item, concluded with minutes."""
