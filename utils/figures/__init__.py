"""Drawing: `plotting` for curves and surfaces, `diagrams` for networks and graphs, one module for each practical."""
